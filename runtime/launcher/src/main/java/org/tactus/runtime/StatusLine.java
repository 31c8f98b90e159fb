// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import java.io.PrintStream;

/** One line on the terminal's standard error that is written over and over. */
final class StatusLine {
  private static final String ERASE_TO_END_OF_LINE = "\u001b[K";

  private final boolean terminal;
  private final PrintStream out = System.err;

  StatusLine(boolean terminal) {
    this.terminal = terminal;
  }

  void show(String text) {
    if (terminal) {
      out.print("\r" + text + ERASE_TO_END_OF_LINE);
      out.flush();
    }
  }

  void clear() {
    show("");
  }
}
