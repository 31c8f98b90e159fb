// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.tactus.shell.internal.text.Column.left;

import java.util.List;
import org.tactus.policy.PolicyResult;
import org.tactus.shell.internal.text.RowView;

/** Something asked of the machine; remedies stand below the table. */
final class PolicyView extends RowView<PolicyResult> {

  PolicyView() {
    super(PolicyResult.class, left("POLICY"), left("OK"), left("REQUESTED"), left("EFFECTIVE"));
  }

  @Override
  protected String[] row(PolicyResult result) {
    return new String[] {
      result.name(), result.ok() ? "yes" : "no", result.requested(), result.effective()
    };
  }

  @Override
  public String table(List<PolicyResult> results) {
    StringBuilder text = new StringBuilder(super.table(results));
    String separator = "\n\n";
    for (PolicyResult result : results) {
      if (!result.ok()) {
        text.append(separator).append(result.name()).append(": ").append(result.remedy());
        separator = "\n";
      }
    }
    return text.toString();
  }
}
