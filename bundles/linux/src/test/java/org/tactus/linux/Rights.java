// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Assumptions;
import org.tactus.testkit.Peers;

/** What a test needs of the machine: skipped by name without it, unless it must be there. */
final class Rights {
  private Rights() {}

  static void require(Capability capability) {
    require(capability.isEffective(), "right '" + capability.symbol() + "' not given");
  }

  static void require(boolean met, String sentence) {
    if (!met && "1".equals(System.getenv("TACTUS_REQUIRE_PEERS"))) {
      fail(sentence + ", and TACTUS_REQUIRE_PEERS is 1");
    }
    Assumptions.assumeTrue(met, sentence);
  }

  static void requireProgram(String program) {
    String missing = Peers.missing(program);
    Assumptions.assumeTrue(missing == null, missing);
  }
}
