// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;
import org.tactus.shell.internal.text.Listing;

/** {@code processor:...} */
@Component(service = ProcessorCommands.class)
@GogoCommand(scope = ProcessorCommands.SCOPE, function = "list")
public final class ProcessorCommands extends Commands {
  static final String SCOPE = "processor";

  @Reference(policyOption = ReferencePolicyOption.GREEDY)
  volatile List<ProcessorFactory> factories = List.of();

  /** Called by Declarative Services. */
  public ProcessorCommands() {
    super(SCOPE, Map.of("list", "[TYPE]"));
  }

  /** Every type. */
  @Descriptor("lists the types of processors")
  public List<ProcessorType> list() {
    return new Listing<>(ProcessorType.class, types().toList());
  }

  /** One type. */
  @Descriptor("shows a type of processor: its options, parameters with their ranges, and meters")
  public ProcessorType list(@Descriptor("TYPE: as in gain") String typed) throws Refusal {
    String type = word(typed);
    return types()
        .filter(candidate -> candidate.name().equals(type))
        .findFirst()
        .orElseThrow(() ->
            new Refusal(
                "There is no processor type '"
                    + type
                    + "': "
                    + DeviceCommands.remedy(types().map(ProcessorType::name).toList())));
  }

  private Stream<ProcessorType> types() {
    return factories.stream()
        .map(ProcessorFactory::type)
        .sorted(Comparator.comparing(ProcessorType::name).thenComparing(ProcessorType::version));
  }
}
