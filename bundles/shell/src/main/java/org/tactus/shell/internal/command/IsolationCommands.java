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
import org.tactus.isolation.IsolatedBundle;
import org.tactus.isolation.Isolation;
import org.tactus.shell.internal.text.Listing;

/** {@code isolation:...} */
@Component(service = IsolationCommands.class)
@GogoCommand(scope = IsolationCommands.SCOPE, function = "list")
public final class IsolationCommands extends Commands {
  static final String SCOPE = "isolation";

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile Isolation isolation;

  /** Called by Declarative Services. */
  public IsolationCommands() {
    super(SCOPE, Map.of("list", ""));
  }

  /** Every bundle in a child process. */
  @Descriptor(
      "lists the bundles that run in processes of their own, their restarts and late blocks")
  public List<IsolatedBundle> list() throws Refusal {
    return new Listing<>(IsolatedBundle.class, present(isolation, "org.tactus.isolation").list());
  }
}
