// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.util.List;
import java.util.Map;

/** The classes whose methods with a {@code @Descriptor} are commands. */
public final class CommandClasses {

  /** By scope. */
  public static final Map<String, List<Class<? extends Commands>>> BY_SCOPE =
      Map.of(
          PipelineCommands.SCOPE, List.of(PipelineCommands.class),
          DeployCommands.SCOPE, List.of(DeployCommands.class),
          DeviceCommands.SCOPE, List.of(DeviceCommands.class),
          ProcessorCommands.SCOPE, List.of(ProcessorCommands.class),
          RealtimeCommands.SCOPE,
              List.of(RealtimeCommands.class, DoctorCommands.class, LeakCommands.class),
          ContractCommands.SCOPE, List.of(ContractCommands.class),
          RingCommands.SCOPE, List.of(RingCommands.class),
          IsolationCommands.SCOPE, List.of(IsolationCommands.class));

  private CommandClasses() {}
}
