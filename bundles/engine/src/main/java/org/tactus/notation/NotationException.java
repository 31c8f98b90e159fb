// SPDX-License-Identifier: Apache-2.0
package org.tactus.notation;

import org.tactus.api.RefusedException;

/** Text that is not a pipeline. The message is one sentence with the place and the remedy. */
public class NotationException extends RefusedException {

  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  /**
   * Refuses a text.
   *
   * @param line counted from 1
   * @param column counted from 1
   * @param sentence what is wrong there and what to write instead
   */
  public NotationException(int line, int column, String sentence) {
    super("line " + line + ", column " + column + ": " + sentence);
    this.line = line;
    this.column = column;
  }

  /** The line, counted from 1. */
  public int line() {
    return line;
  }

  /** The column, counted from 1. */
  public int column() {
    return column;
  }
}
