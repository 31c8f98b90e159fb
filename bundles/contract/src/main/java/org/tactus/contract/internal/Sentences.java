// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

import org.tactus.api.RefusedException;

/** What an operator is told. */
final class Sentences {

  private static final int LONGEST = 500;

  private Sentences() {}

  /** A refusal must be one sentence. */
  static void check(RefusedException refusal, String what) throws Broken {
    String text = refusal.getMessage();
    if (text == null || text.isBlank()) {
      throw new Broken(
          what + " was refused without a word; name the thing, the value and the remedy");
    }
    if (text.lines().count() > 1 || text.length() > LONGEST || text.contains("Exception")) {
      throw new Broken(
          what
              + " was refused with '"
              + shortened(text)
              + "'; write one sentence with the thing, the value and the remedy");
    }
  }

  static String shortened(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() > 160 ? line.substring(0, 160) + "…" : line;
  }
}
