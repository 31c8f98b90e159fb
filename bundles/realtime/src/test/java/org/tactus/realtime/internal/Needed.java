// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime.internal;

import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Assumptions;
import org.tactus.linux.Capability;
import org.tactus.testkit.Peers;

/** What a test needs of the machine: skipped by name without it, unless it must be there. */
final class Needed {
  private Needed() {}

  static void rights() {
    boolean given = Capability.SYS_NICE.isEffective() && Capability.IPC_LOCK.isEffective();
    String sentence = "rights 'CAP_SYS_NICE' and 'CAP_IPC_LOCK' not given";
    if (!given && "1".equals(System.getenv("TACTUS_REQUIRE_PEERS"))) {
      fail(sentence + ", and TACTUS_REQUIRE_PEERS is 1");
    }
    Assumptions.assumeTrue(given, sentence);
  }

  static void program(String program) {
    String missing = Peers.missing(program);
    Assumptions.assumeTrue(missing == null, missing);
  }
}
