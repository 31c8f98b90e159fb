// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.tactus.shell.internal.text.Column.left;
import static org.tactus.shell.internal.text.Column.right;

import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.tactus.deploy.DeploymentEvent;
import org.tactus.shell.internal.text.Quantity;
import org.tactus.shell.internal.text.RowView;

/** A line of the history. */
final class DeploymentEventView extends RowView<DeploymentEvent> {

  DeploymentEventView() {
    super(
        DeploymentEvent.class,
        left("TIME"),
        left("ACTION"),
        left("DONE"),
        left("BUNDLE"),
        left("VERSION"),
        left("REPLACED"),
        right("SWAPS"),
        right("BLOCKS"),
        right("LATE"),
        left("SOURCE"),
        left("REMARK"));
  }

  @Override
  protected String[] row(DeploymentEvent event) {
    return new String[] {
      event.time().truncatedTo(ChronoUnit.SECONDS).toString(),
      event.action().name().toLowerCase(Locale.ROOT),
      event.done() ? "yes" : "no",
      event.symbolicName(),
      known(event.version()),
      known(event.replaced()),
      Integer.toString(event.swaps()),
      Long.toString(event.blocks()),
      Long.toString(event.late()),
      event.source(),
      event.sentence()
    };
  }

  private static String known(String text) {
    return text.isEmpty() ? Quantity.UNKNOWN : text;
  }
}
