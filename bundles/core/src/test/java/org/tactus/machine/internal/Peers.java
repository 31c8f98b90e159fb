// SPDX-License-Identifier: Apache-2.0
package org.tactus.machine.internal;

import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs and rights that a test needs: skipped by name without them, unless they must be there.
 */
public final class Peers {
  private Peers() {}

  public static void require(String program) {
    boolean found =
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    require(found, "peer '" + program + "' not found");
  }

  /** Goes on when {@code met}; else skips, or fails where peers must be there. */
  public static void require(boolean met, String message) {
    if (!met && "1".equals(System.getenv("TACTUS_REQUIRE_PEERS"))) {
      fail(message);
    }
    Assumptions.assumeTrue(met, message);
  }
}
