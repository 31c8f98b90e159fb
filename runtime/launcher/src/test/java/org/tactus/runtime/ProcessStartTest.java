// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessStartTest {
  @Test
  void nameWithSpacesAndParenthesesIsSkipped() {
    String stat = "42 (a) b (c) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 12345 0 0";
    assertEquals(TimeUnit.MILLISECONDS.toNanos(1550), ProcessStart.age(stat, "125.00 240.00\n"));
  }

  @Test
  void agreesWithTheJvm() throws Exception {
    Instant start = ProcessHandle.current().info().startInstant().orElseThrow();
    long ours = ProcessStart.epochNanos();
    Duration difference = Duration.between(start, Instant.ofEpochSecond(0, ours)).abs();
    // The JVM takes the boot time in whole seconds.
    assertTrue(difference.compareTo(Duration.ofMillis(1500)) < 0, difference.toString());
  }
}
