// SPDX-License-Identifier: Apache-2.0
package org.tactus.api;

/**
 * A refusal, always from a control thread and before any cycle. The message is one sentence for an
 * operator: it names the thing, the value and the remedy.
 */
public class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Refuses.
   *
   * @param sentence the thing, the value and the remedy, in one sentence
   */
  public RefusedException(String sentence) {
    super(sentence);
  }

  /**
   * Refuses because of {@code cause}, which goes to the log and not to the operator.
   *
   * @param sentence the thing, the value and the remedy, in one sentence
   */
  public RefusedException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
