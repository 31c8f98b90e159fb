// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.felix.service.command.Converter;
import org.junit.jupiter.api.Test;
import org.tactus.policy.PolicyResult;
import org.tactus.ring.RingStats;
import org.tactus.shell.internal.text.Listing;

class ResultConverterTest {
  private static final RingStats RING =
      new RingStats("a/b", "samples", 1024, 256, 5000, 4744, 3, 0);

  private final ResultConverter converter = new ResultConverter();

  @Test
  void listIsATable() {
    assertEquals(
        """
        RING  OF       CAPACITY  FILL    FULL  WRITTEN  READ  OVERRUNS  UNDERRUNS
        a/b   samples      1024   256  25.0 %     5000  4744         3          0\
        """,
        converter.format(List.of(RING), Converter.INSPECT, null));
  }

  @Test
  void emptyListStillHasItsHeaders() {
    assertEquals(
        "RING  OF  CAPACITY  FILL  FULL  WRITTEN  READ  OVERRUNS  UNDERRUNS",
        converter.format(new Listing<>(RingStats.class, List.of()), Converter.INSPECT, null));
  }

  @Test
  void objectIsALineOrAName() {
    assertEquals(
        "a/b  samples  1024  256  25.0 %  5000  4744  3  0",
        converter.format(RING, Converter.LINE, null));
    assertEquals("a/b", converter.format(RING, Converter.PART, null));
  }

  @Test
  void remediesStandBelowTheTable() {
    List<PolicyResult> results =
        List.of(
            PolicyResult.applied("locked", "all", "all"),
            PolicyResult.failed("scheduler", "SCHED_FIFO 80", "SCHED_OTHER", "Give CAP_SYS_NICE"));
    assertEquals(
        """
        POLICY     OK   REQUESTED      EFFECTIVE
        locked     yes  all            all
        scheduler  no   SCHED_FIFO 80  SCHED_OTHER

        scheduler: Give CAP_SYS_NICE\
        """,
        converter.format(results, Converter.INSPECT, null));
  }

  @Test
  void otherObjectsAreLeftToGogo() {
    assertNull(converter.format("text", Converter.INSPECT, null));
    assertNull(converter.format(List.of(RING, "text"), Converter.INSPECT, null));
    assertNull(
        converter.format(new ArrayList<>(Arrays.asList(RING, null)), Converter.INSPECT, null));
    assertNull(converter.format(List.of(), Converter.INSPECT, null));
  }
}
