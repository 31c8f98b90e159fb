// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import org.tactus.api.RefusedException;

/**
 * What a command throws. The interactive console prints {@code toString()}, so that is the sentence
 * too.
 */
@SuppressWarnings("OverrideThrowableToString")
public final class Refusal extends RefusedException {

  private static final long serialVersionUID = 1L;

  Refusal(String sentence) {
    super(sentence);
  }

  private Refusal(RefusedException cause) {
    super(cause.getMessage(), cause);
  }

  /** Does what may be refused. */
  static void told(Action action) throws Refusal {
    try {
      action.run();
    } catch (RefusedException e) {
      throw new Refusal(e);
    }
  }

  /** Asks what may be refused. */
  static <T> T told(Question<T> question) throws Refusal {
    try {
      return question.answer();
    } catch (RefusedException e) {
      throw new Refusal(e);
    }
  }

  @Override
  public String toString() {
    return getMessage();
  }

  /** Does something. */
  interface Action {
    void run() throws RefusedException;
  }

  /**
   * Gives something.
   *
   * @param <T> what it gives
   */
  interface Question<T> {
    T answer() throws RefusedException;
  }
}
