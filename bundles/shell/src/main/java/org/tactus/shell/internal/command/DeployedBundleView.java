// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.tactus.shell.internal.text.Column.left;

import java.util.List;
import org.tactus.deploy.DeployedBundle;
import org.tactus.shell.internal.text.Quantity;
import org.tactus.shell.internal.text.RowView;

/** A deployed bundle. */
final class DeployedBundleView extends RowView<DeployedBundle> {
  private static final int DIGEST_DIGITS = 12;

  DeployedBundleView() {
    super(
        DeployedBundle.class,
        left("BUNDLE"),
        left("VERSION"),
        left("STATE"),
        left("TYPES"),
        left("NODES"),
        left("SIGNER"),
        left("FORMER"),
        left("SHA-256"),
        left("SOURCE"));
  }

  @Override
  protected String[] row(DeployedBundle bundle) {
    return new String[] {
      bundle.symbolicName(),
      bundle.version(),
      state(bundle),
      known(bundle.types()),
      known(bundle.uses()),
      SignatureText.brief(bundle.signature()),
      known(bundle.formerVersions()),
      bundle.sha256().substring(0, DIGEST_DIGITS),
      bundle.source()
    };
  }

  private static String state(DeployedBundle bundle) {
    if (!bundle.trouble().isEmpty()) {
      return bundle.trouble();
    }
    return bundle.isolatedPid() == 0 ? "running" : "isolated in process " + bundle.isolatedPid();
  }

  private static String known(List<String> words) {
    return words.isEmpty() ? Quantity.UNKNOWN : String.join(", ", words);
  }
}
