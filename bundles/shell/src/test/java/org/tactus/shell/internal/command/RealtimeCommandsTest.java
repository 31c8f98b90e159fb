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
        "rt:ledger away | There is no pipeline 'away': take one of one, idle."
      })
  void whatCannotBeIsRefusedInASentence(String command, String sentence) {
    assertEquals(sentence, assertThrows(Refusal.class, () -> gogo.run(command)).getMessage());
  }
}
