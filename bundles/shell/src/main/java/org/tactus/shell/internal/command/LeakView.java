// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.tactus.shell.internal.text.Column.left;

import org.tactus.shell.internal.text.RowView;

/** Something that a bundle left behind. */
final class LeakView extends RowView<LeakRow> {

  LeakView() {
    super(LeakRow.class, left("BUNDLE"), left("KIND"), left("WHAT IT LEFT BEHIND"));
  }

  @Override
  protected String[] row(LeakRow leak) {
    return new String[] {leak.bundle(), leak.kind(), leak.sentence()};
  }
}
