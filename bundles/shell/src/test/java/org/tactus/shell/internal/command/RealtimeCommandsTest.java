// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tactus.engine.PipelineSpecification;
import org.tactus.notation.Graph;

class RealtimeCommandsTest {
  private final RealtimeCommands commands = new RealtimeCommands();
  private final GogoSession gogo = new GogoSession().with(RealtimeCommands.SCOPE, commands);
  private FakePipelines engine;

  @BeforeEach
  void setUp() throws Exception {
    PipelineSpecification idle = PipelineSpecification.of("idle", Graph.parse("null() -> null()"));
    engine = new FakePipelines(FakePipelines.running("one"), FakePipelines.stopped(idle));
    commands.pipelines = engine;
  }

  @AfterEach
  void close() {
    gogo.close();
  }

  @Test
  void ledgerShowsEveryNodeOfEveryPipeline() throws Exception {
    List<String> lines = gogo.printed("rt:ledger").lines().toList();
    assertEquals(2, lines.size(), lines.toString());
    assertEquals(
        "PIPELINE NODE TIME P50 P99 P99.9 MAX ALLOCATED MISSES BYPASSED BLOCKS/S OF INVESTIGATED"
            + " MINOR FAULTS MAJOR WAITS PREEMPTED",
        lines.getFirst().replaceAll(" +", " "));
    assertEquals(
        "one eq 3.40 µs 5.00 µs 6.00 µs 1.73 ms 48 B 1 3 749.9 750.0 100 cycles 2 0 1 4",
        lines.getLast().replaceAll(" +", " "));
  }

  @Test
  void ledgerLeavesTheColumnsOfAnInvestigationOutWhereThereWasNone() throws Exception {
    assertTrue(gogo.printed("rt:ledger idle").strip().endsWith("BLOCKS/S  OF"));
  }

  @Test
  void xrunsAreListedWithWhatElseContributedAndTalliedByCause() throws Exception {
    List<String> lines = squeezed("rt:xruns one");
    assertEquals("PIPELINE CYCLE TIME LATE BY CAUSE DETAIL", lines.get(0));
    assertTrue(
        lines.get(1).matches("one 148 [0-9:.]{12} 350 µs preemption the cycle waited 420 µs"),
        lines.get(1));
    assertTrue(
        lines.get(2).endsWith("512 µs node node 'eq' took 1734 µs; also page-fault: 1 page fault"),
        lines.get(2));
    assertEquals(
        List.of("PIPELINE CAUSE XRUNS SHARE", "one preemption 2 66.7 %", "one node 1 33.3 %"),
        lines.subList(4, 7));
    assertEquals(lines, squeezed("rt:xruns"));
  }

  @Test
  void lastLimitsTheListAndNotTheTally() throws Exception {
    List<String> lines = squeezed("rt:xruns --last 1 one");
    assertTrue(lines.get(1).startsWith("one 149 "), lines.get(1));
    assertEquals("one preemption 2 66.7 %", lines.get(4));
    assertEquals(lines, squeezed("rt:xruns one --last 1"));
  }

  private List<String> squeezed(String command) throws Exception {
    return gogo.printed(command).lines().map(line -> line.replaceAll(" +", " ")).toList();
  }

  @ParameterizedTest
  @CsvSource({"on, PT10M", "off, PT0S", "30s, PT30S", "2m, PT2M"})
  void investigatePassesItsTimeOn(String word, String duration) throws Exception {
    gogo.run("rt:investigate one " + word);
    assertEquals(List.of("investigate one " + duration), engine.calls);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "rt:investigate one 5 | '5' is no duration: write on, off, or as in 30s or 2m.",
        "rt:investigate refused on | pipeline 'refused' is refused; take another name",
        "rt:xruns --last -1 | --last '-1' is no number of xruns, as in 20.",
        "rt:ledger away | There is no pipeline 'away': take one of one, idle."
      })
  void whatCannotBeIsRefusedInASentence(String command, String sentence) {
    assertEquals(sentence, assertThrows(Refusal.class, () -> gogo.run(command)).getMessage());
  }
}
