// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.tactus.doctor.Doctor;
import org.tactus.doctor.Finding;

/** {@code rt:doctor} */
@Component(service = DoctorCommands.class)
@GogoCommand(scope = RealtimeCommands.SCOPE, function = "doctor")
public final class DoctorCommands extends Commands {

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile Doctor doctor;

  /** Called by Declarative Services. */
  public DoctorCommands() {
    super(RealtimeCommands.SCOPE, Map.of("doctor", "[--json]"));
  }

  /** What makes cycles late on this machine. */
  @Descriptor("examines the machine: what makes cycles late, what it costs, how to mend it")
  public Object doctor(
      @Descriptor("as JSON")
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json)
      throws Refusal {
    Doctor service = present(doctor, "org.tactus.core");
    List<Finding> findings = service.examine();
    return json
        ? service.toJson(findings)
        : new Diagnosis(service.worst(findings), findings, service.render(findings));
  }
}
