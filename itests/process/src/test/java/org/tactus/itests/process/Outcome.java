// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

/** What a program left behind. */
record Outcome(String command, int status, String output, String errors) {

  Outcome succeeded() {
    assertEquals(0, status, this::toString);
    return this;
  }

  /** The one sentence on standard error that a refusal is. */
  String refusal() {
    assertTrue(status > 0 && status < 128, () -> "was not refused: " + this);
    List<String> lines = errors.lines().filter(line -> !line.isBlank()).toList();
    assertEquals(1, lines.size(), () -> "not one sentence: " + this);
    String sentence = lines.getFirst();
    assertTrue(sentence.startsWith("tactus: "), sentence);
    assertTrue(!sentence.contains("Exception") && !sentence.contains("\tat "), sentence);
    return sentence.substring("tactus: ".length());
  }

  /** A refusal that names everything it should. */
  String refusalNaming(String... words) {
    String sentence = refusal();
    for (String word : words) {
      assertTrue(sentence.contains(word), () -> "'" + word + "' is not in: " + sentence);
    }
    return sentence;
  }
}
