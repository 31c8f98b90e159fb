// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.tactus.shell.internal.text.Column.left;
import static org.tactus.shell.internal.text.Column.right;

import org.tactus.shell.internal.text.Quantity;
import org.tactus.shell.internal.text.RowView;

/** A thread. */
final class ThreadView extends RowView<ThreadRow> {

  ThreadView() {
    super(
        ThreadRow.class,
        left("THREAD"),
        left("ROLE"),
        right("TID"),
        left("SCHEDULER"),
        left("CPUS"),
        right("MINOR FAULTS"),
        right("MAJOR"),
        right("ALLOCATED"),
        right("WAITED FOR CPU"),
        left("POLICY"));
  }

  @Override
  protected String[] row(ThreadRow thread) {
    return new String[] {
      thread.name(),
      thread.role(),
      Integer.toString(thread.tid()),
      thread.scheduling(),
      thread.cpus(),
      Long.toString(thread.minorFaults()),
      Long.toString(thread.majorFaults()),
      thread.allocatedBytes() == ThreadRow.UNKNOWN
          ? Quantity.UNKNOWN
          : Quantity.bytes(thread.allocatedBytes()),
      thread.runQueueWaitNanos() == ThreadRow.UNKNOWN
          ? Quantity.UNKNOWN
          : Quantity.micros(thread.runQueueWaitNanos() / 1e3),
      thread.policy()
    };
  }
}
