// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.tactus.ring.RingStats;
import org.tactus.ring.Rings;
import org.tactus.shell.internal.text.Listing;

/** {@code ring:...} */
@Component(service = RingCommands.class)
@GogoCommand(scope = RingCommands.SCOPE, function = "stats")
public final class RingCommands extends Commands {
  static final String SCOPE = "ring";

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile Rings rings;

  /** Called by Declarative Services. */
  public RingCommands() {
    super(SCOPE, Map.of("stats", ""));
  }

  /** Every ring. */
  @Descriptor("shows the rings in use: how full they are, overruns and underruns")
  public List<RingStats> stats() throws Refusal {
    return new Listing<>(RingStats.class, present(rings, "org.tactus.ring").list());
  }
}
