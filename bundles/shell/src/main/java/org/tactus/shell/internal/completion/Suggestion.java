// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.completion;

/**
 * Something that a word may become.
 *
 * @param word the whole word
 * @param shown the part of it that is offered
 * @param description what it means
 * @param complete whether the word ends there
 */
record Suggestion(String word, String shown, String description, boolean complete) {

  /** A whole word. */
  static Suggestion word(String word, String description) {
    return new Suggestion(word, word, description, true);
  }

  /** More of a word, which may go on. */
  static Suggestion more(String before, String added, String description) {
    return new Suggestion(before + added, added, description, false);
  }
}
