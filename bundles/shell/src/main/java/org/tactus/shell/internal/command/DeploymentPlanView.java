// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.tactus.shell.internal.text.Column.left;
import static org.tactus.shell.internal.text.Column.right;

import java.util.List;
import java.util.stream.Collectors;
import org.tactus.deploy.DeploymentPlan;
import org.tactus.deploy.PlannedSwap;
import org.tactus.shell.internal.text.Quantity;
import org.tactus.shell.internal.text.Table;
import org.tactus.shell.internal.text.View;

/** What a deployment would do. */
final class DeploymentPlanView implements View<DeploymentPlan> {
  private static final String NOTHING = "nothing";

  @Override
  public Class<DeploymentPlan> type() {
    return DeploymentPlan.class;
  }

  @Override
  public String table(List<DeploymentPlan> plans) {
    return plans.stream().map(this::full).collect(Collectors.joining("\n\n"));
  }

  @Override
  public String full(DeploymentPlan plan) {
    Table facts = new Table(left("PLAN"), left(plan.file()));
    facts.add("bundle", plan.symbolicName() + " " + plan.version());
    facts.add("sha-256", plan.sha256());
    facts.add("signature", SignatureText.brief(plan.signature()));
    facts.add("replaces", plan.replaces().isEmpty() ? NOTHING : plan.replaces());
    facts.add("types", list(plan.types(), "none"));
    facts.add("resolves", list(plan.resolves(), NOTHING));
    facts.add("missing", list(plan.missing(), NOTHING));
    facts.add("refreshes", list(plan.refreshes(), NOTHING));
    facts.add("native code", list(plan.nativeCode(), "none"));
    facts.add("runs in", plan.isolated() ? "a process of its own" : "this process");
    facts.add(
        "swaps", plan.swaps().isEmpty() ? NOTHING : Quantity.count(plan.swaps().size(), "node"));
    StringBuilder text = new StringBuilder(facts.render());
    if (!plan.swaps().isEmpty()) {
      text.append("\n\n").append(swaps(plan.swaps()));
    }
    if (!plan.warnings().isEmpty() || !plan.refusals().isEmpty()) {
      text.append('\n');
    }
    plan.warnings().forEach(warning -> text.append("\nwarning: ").append(warning));
    plan.refusals().forEach(refusal -> text.append("\nrefused: ").append(refusal));
    return text.toString();
  }

  private static String swaps(List<PlannedSwap> swaps) {
    Table table =
        new Table(
            left("PIPELINE"),
            left("NODE"),
            left("FROM"),
            left("TO"),
            right("BUDGET"),
            right("LEFT"),
            left("FITS"));
    for (PlannedSwap swap : swaps) {
      table.add(
          swap.pipeline(),
          swap.node(),
          swap.from(),
          swap.to().isEmpty() ? Quantity.UNKNOWN : swap.to(),
          swap.budgetMicros() == 0 ? "measured" : Quantity.micros(swap.budgetMicros()),
          Double.isInfinite(swap.leftMicros())
              ? Quantity.UNKNOWN
              : Quantity.micros(swap.leftMicros()),
          swap.fits() ? "yes" : "no");
    }
    return table.render();
  }

  private static String list(List<String> words, String none) {
    return words.isEmpty() ? none : String.join(", ", words);
  }

  @Override
  public String line(DeploymentPlan plan) {
    return name(plan)
        + "  "
        + plan.version()
        + "  "
        + (plan.isAccepted() ? "would be taken" : plan.refusals().getFirst());
  }

  @Override
  public String name(DeploymentPlan plan) {
    return plan.symbolicName();
  }
}
