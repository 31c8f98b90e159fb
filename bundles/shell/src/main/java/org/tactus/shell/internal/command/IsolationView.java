// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.tactus.shell.internal.text.Column.left;
import static org.tactus.shell.internal.text.Column.right;

import org.tactus.isolation.IsolatedBundle;
import org.tactus.shell.internal.text.Quantity;
import org.tactus.shell.internal.text.RowView;

/** A bundle in a child process. */
final class IsolationView extends RowView<IsolatedBundle> {

  IsolationView() {
    super(
        IsolatedBundle.class,
        left("BUNDLE"),
        left("VERSION"),
        right("PID"),
        right("RESTARTS"),
        right("LATE BLOCKS"),
        left("STATE"));
  }

  @Override
  protected String[] row(IsolatedBundle bundle) {
    return new String[] {
      bundle.symbolicName(),
      bundle.version(),
      bundle.pid() < 0 ? Quantity.UNKNOWN : Long.toString(bundle.pid()),
      Long.toString(bundle.restarts()),
      Long.toString(bundle.lateBlocks()),
      bundle.state()
    };
  }
}
