// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tactus.doctor.Finding;
import org.tactus.doctor.Severity;
import org.tactus.policy.PolicyResult;

class PolicyChecksTest {
  private static final PolicyResult TAKEN = PolicyResult.applied("a", "1", "1");

  @Test
  void whatTookIsOk() {
    assertEquals("nothing was asked yet", of(List.of()).seen());
    assertEquals("2 as asked", of(List.of(TAKEN, TAKEN)).seen());
  }

  @Test
  void whatDidNotTakeIsNamedWithItsRemedy() {
    PolicyResult failed = PolicyResult.failed("swappiness", "1", "60", "start as root");
    Finding finding = of(List.of(TAKEN, failed, failed));
    assertEquals(Severity.WARN, finding.severity());
    assertEquals("swappiness is 60, not 1; and 1 more", finding.seen());
    assertEquals("start as root", finding.remedy());
  }

  private static Finding of(List<PolicyResult> results) {
    return PolicyChecks.finding("policy.x", "X", "It costs.", results);
  }
}
