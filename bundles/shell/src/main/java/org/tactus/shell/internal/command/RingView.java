// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.tactus.shell.internal.text.Column.left;
import static org.tactus.shell.internal.text.Column.right;

import org.tactus.ring.RingStats;
import org.tactus.shell.internal.text.Quantity;
import org.tactus.shell.internal.text.RowView;

/** A ring; its numbers are frames or messages. */
final class RingView extends RowView<RingStats> {

  RingView() {
    super(
        RingStats.class,
        left("RING"),
        left("OF"),
        right("CAPACITY"),
        right("FILL"),
        right("FULL"),
        right("WRITTEN"),
        right("READ"),
        right("OVERRUNS"),
        right("UNDERRUNS"));
  }

  @Override
  protected String[] row(RingStats ring) {
    return new String[] {
      ring.name(),
      ring.kind(),
      Integer.toString(ring.capacity()),
      Integer.toString(ring.fill()),
      Quantity.percent((double) ring.fill() / ring.capacity()),
      Long.toString(ring.written()),
      Long.toString(ring.read()),
      Long.toString(ring.overruns()),
      Long.toString(ring.underruns())
    };
  }
}
