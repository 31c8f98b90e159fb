// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.tactus.deploy.DeployedBundle;
import org.tactus.deploy.Deployer;
import org.tactus.deploy.DeploymentEvent;
import org.tactus.deploy.DeploymentPlan;
import org.tactus.deploy.DeploymentReport;
import org.tactus.shell.internal.text.Listing;

/** {@code deploy:...} */
@Component(service = DeployCommands.class)
@GogoCommand(
    scope = DeployCommands.SCOPE,
    function = {"plan", "install", "update", "rollback", "uninstall", "list", "history"})
public final class DeployCommands extends Commands {
  static final String SCOPE = "deploy";

  private static final String FILE_URL = "file:";

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile Deployer deployer;

  /** Called by Declarative Services. */
  public DeployCommands() {
    super(
        SCOPE,
        Map.of(
            "plan", "FILE",
            "install", "FILE",
            "update", "FILE",
            "rollback", "[BUNDLE]",
            "uninstall", "BUNDLE",
            "list", "",
            "history", "[BUNDLE]"));
  }

  /** What a deployment would do. */
  @Descriptor("shows what a jar would resolve to, refresh and swap, and what speaks against it")
  public DeploymentPlan plan(
      @Descriptor("FILE: the whole path of a jar, or a file: URL") String file) throws Refusal {
    Deployer service = deployer();
    Path jar = path(word(file));
    return Refusal.told(() -> service.plan(jar));
  }

  /** Installs a bundle. */
  @Descriptor("installs and starts a bundle that is not deployed yet")
  public DeploymentReport install(
      @Descriptor("FILE: the whole path of a jar, or a file: URL") String file) throws Refusal {
    Deployer service = deployer();
    Path jar = path(word(file));
    return Refusal.told(() -> service.install(jar));
  }

  /** Replaces a bundle. */
  @Descriptor("replaces a bundle while its nodes play: side by side, swapped, the old one retired")
  public DeploymentReport update(
      @Descriptor("FILE: the whole path of a jar, or a file: URL") String file) throws Refusal {
    Deployer service = deployer();
    Path jar = path(word(file));
    return Refusal.told(() -> service.update(jar));
  }

  /** Takes the last deployment back. */
  @Descriptor("replaces the bundle that was deployed last by its former jar, in the same way")
  public DeploymentReport rollback() throws Refusal {
    Deployer service = deployer();
    return Refusal.told(() -> service.rollback(null));
  }

  /** Takes a deployment back. */
  @Descriptor("replaces a bundle by its former jar, in the same way")
  public DeploymentReport rollback(@Descriptor("BUNDLE: its symbolic name") String bundle)
      throws Refusal {
    Deployer service = deployer();
    return Refusal.told(() -> service.rollback(word(bundle)));
  }

  /** Takes a bundle out. */
  @Descriptor("stops and forgets a bundle; nodes that run its code are bypassed")
  public DeploymentReport uninstall(@Descriptor("BUNDLE: its symbolic name") String bundle)
      throws Refusal {
    Deployer service = deployer();
    return Refusal.told(() -> service.uninstall(word(bundle)));
  }

  /** What is deployed. */
  @Descriptor("lists what is deployed: version, types, the nodes that run it, what it replaced")
  public List<DeployedBundle> list() throws Refusal {
    return new Listing<>(DeployedBundle.class, deployer().list());
  }

  /** What was done. */
  @Descriptor("lists what was deployed and what was refused, the latest last")
  public List<DeploymentEvent> history() throws Refusal {
    return new Listing<>(DeploymentEvent.class, deployer().history());
  }

  /** What was done with a bundle. */
  @Descriptor("lists what was done with a bundle")
  public List<DeploymentEvent> history(@Descriptor("BUNDLE: its symbolic name") String bundle)
      throws Refusal {
    String name = word(bundle);
    return new Listing<>(
        DeploymentEvent.class,
        deployer().history().stream().filter(event -> event.symbolicName().equals(name)).toList());
  }

  private Deployer deployer() throws Refusal {
    return present(deployer, "org.tactus.deploy");
  }

  private static Path path(String text) throws Refusal {
    try {
      return text.startsWith(FILE_URL) ? Path.of(URI.create(text)) : Path.of(text);
    } catch (InvalidPathException _) {
      throw new Refusal("'" + text + "' is no path: give the whole path of a jar.");
    } catch (IllegalArgumentException _) {
      throw new Refusal("'" + text + "' is no file: URL: write file:/whole/path.jar.");
    }
  }
}
