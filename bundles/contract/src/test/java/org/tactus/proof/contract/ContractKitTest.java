// SPDX-License-Identifier: Apache-2.0
package org.tactus.proof.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Option;
import org.tactus.contract.Check;
import org.tactus.contract.CheckResult;
import org.tactus.contract.ContractKit;
import org.tactus.contract.ContractReport;
import org.tactus.contract.Verdict;

class ContractKitTest {

  private static Check check(String id) {
    return ContractKit.of(NegativeControlsTest.good()).checks().stream()
        .filter(check -> check.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theSeedOfAFuzzedFailureLeadsStraightToIt() throws InterruptedException {
    Check fuzz = check("fuzz.everything");
    ContractKit kit = ContractKit.of(Controls.all().get(fuzz.id()));
    CheckResult first = kit.seed(7).run(fuzz);
    assertEquals(Verdict.FAILED, first.verdict(), first::toString);
    CheckResult again = kit.seed(first.seed()).run(fuzz);
    assertEquals(first.sentence(), again.sentence());
    assertEquals(first.seed(), again.seed());
    assertEquals(kit.seed(7).run(fuzz).sentence(), first.sentence());
  }

  @Test
  void whatNeverReturnsIsGivenUpAndNamed() throws InterruptedException {
    AtomicBoolean looping = new AtomicBoolean(true);
    ContractKit kit =
        ContractKit.of(
            Controls.factory(
                Controls.plain(),
                _ ->
                    new Copying() {
                      @Override
                      public void process(Cycle cycle) {
                        while (looping.get()) {
                          Thread.onSpinWait();
                        }
                      }
                    }));
    CheckResult result = kit.timeLimit(Duration.ofMillis(300)).run(check("life.cycle"));
    looping.set(false);
    assertEquals(Verdict.FAILED, result.verdict());
    assertTrue(result.sentence().startsWith("its process() has not returned"), result.sentence());
  }

  @Test
  void afterACheckThatNeverReturnedNoOtherIsRun() throws InterruptedException {
    AtomicBoolean looping = new AtomicBoolean(true);
    ContractKit kit =
        ContractKit.of(
            Controls.factory(
                Controls.plain(),
                _ ->
                    new Copying() {
                      @Override
                      public void process(Cycle cycle) {
                        while (looping.get()) {
                          Thread.onSpinWait();
                        }
                      }
                    }));
    ContractReport report = kit.level(1).timeLimit(Duration.ofMillis(300)).run();
    looping.set(false);
    assertEquals(1, report.failures().size(), report::toString);
    assertEquals(Verdict.SKIPPED, report.results().getLast().verdict());
  }

  @Test
  void anExceptedCheckIsShownAsSkippedWithItsReason() throws InterruptedException {
    ContractKit kit =
        ContractKit.of(Controls.all().get("silence.honest"))
            .level(1)
            .except("silence.honest", "known, see issue 3");
    ContractReport report = kit.run();
    assertTrue(report.passed(), report::toString);
    CheckResult result =
        report.results().stream()
            .filter(each -> each.check().id().equals("silence.honest"))
            .findFirst()
            .orElseThrow();
    assertEquals(Verdict.SKIPPED, result.verdict());
    assertEquals("known, see issue 3", result.sentence());
    assertThrows(IllegalArgumentException.class, () -> kit.except("nothing", ""));
  }

  @Test
  void aFailureLowersThePassedLevel() throws InterruptedException {
    ContractReport report = ContractKit.of(Controls.all().get("format.rates")).level(2).run();
    assertFalse(report.passed());
    assertEquals(1, report.passedLevel());
    assertTrue(report.summary().contains("failed format.rates"), report.summary());
    assertTrue(report.toString().contains("with seed 1"), report.toString());
  }

  @Test
  void levelsAddChecks() {
    ContractKit kit = ContractKit.of(NegativeControlsTest.good());
    int before = 0;
    for (int level = 1; level <= ContractKit.HIGHEST_LEVEL; level++) {
      int checks = kit.level(level).checks().size();
      assertTrue(checks > before);
      before = checks;
    }
    assertThrows(IllegalArgumentException.class, () -> kit.level(5));
    assertThrows(IllegalArgumentException.class, () -> kit.level(0));
  }

  @Test
  void anOptionThatMustBeGivenIsAskedFor() throws InterruptedException {
    ContractKit kit =
        ContractKit.of(
            Controls.factory(
                Controls.plain().withOptions(Option.text("rows", "Rows").asRequired()),
                _ -> new Averaging()));
    CheckResult result = kit.run(check("life.cycle"));
    assertEquals(Verdict.FAILED, result.verdict());
    assertTrue(result.sentence().contains("option 'rows'"), result.sentence());
    assertEquals(
        Verdict.PASSED, kit.options(Map.of("rows", "1")).run(check("life.cycle")).verdict());
  }

  @Test
  void whatThrewIsNamedWithItsPlace() throws InterruptedException {
    assertThrown("format.usual", "its negotiate() threw java.lang.IllegalStateException (mono) at");
    assertThrown("position.any", "its process() threw java.lang.ArrayIndexOutOfBounds");
    assertThrown("ports.unlinked", "its prepare() threw java.lang.NullPointerException");
  }

  private static void assertThrown(String id, String start) throws InterruptedException {
    String sentence = ContractKit.of(Controls.all().get(id)).run(check(id)).sentence();
    assertTrue(sentence.startsWith(start), sentence);
    assertTrue(sentence.contains("Controls.java:"), sentence);
  }
}
