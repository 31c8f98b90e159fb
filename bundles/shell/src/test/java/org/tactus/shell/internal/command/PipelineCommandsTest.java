// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tactus.api.Rational;
import org.tactus.engine.Mode;
import org.tactus.engine.PipelineSpecification;
import org.tactus.engine.SwapReport;
import org.tactus.engine.SwapRequest;
import org.tactus.notation.Graph;

class PipelineCommandsTest {
  private static final String NOTATION = "file(\"a.wav\") -> gain(db=-6) -> null()";

  private final PipelineCommands commands = new PipelineCommands();
  private final GogoSession gogo = new GogoSession().with(PipelineCommands.SCOPE, commands);
  private FakePipelines engine;

  @BeforeEach
  void setUp() throws Exception {
    engine = new FakePipelines(FakePipelines.running("one"), FakePipelines.running("other"));
    commands.pipelines = engine;
  }

  @AfterEach
  void close() {
    gogo.close();
  }

  private Refusal refused(String command) {
    return assertThrows(Refusal.class, () -> gogo.run(command));
  }

  @Test
  void createPassesEveryOptionOn() throws Exception {
    gogo.run(
        "pipeline:create --rate 30000/1001 demo --period 64 '"
            + NOTATION
            + "' --clock mic --strict --workers 2 --freewheel");
    assertEquals(
        List.of(
            new PipelineSpecification(
                "demo",
                Graph.parse(NOTATION),
                Rational.of(30_000, 1001),
                64,
                "mic",
                Mode.STRICT,
                2,
                true,
                null,
                false)),
        engine.created);
  }

  @Test
  void createLeavesOpenWhatIsNotSaid() throws Exception {
    gogo.run("pipeline:create demo '" + NOTATION + "'");
    assertEquals(List.of(PipelineSpecification.of("demo", Graph.parse(NOTATION))), engine.created);
  }

  @ParameterizedTest
  @CsvSource({
    "--rate fast, --rate 'fast' is no rate: write 48000 or 30000/1001.",
    "--period 6.5, '--period ''6.5'' is no number of frames, as in 64.'",
    "--workers -1, '--workers ''-1'' is no number of threads, as in 0 or 2.'",
    "--strict --lenient, --strict and --lenient exclude each other: give one of them."
  })
  void createRefusesWhatItCannotRead(String option, String sentence) {
    assertEquals(
        sentence, refused("pipeline:create demo '" + NOTATION + "' " + option).getMessage());
    assertEquals(List.of(), engine.created);
  }

  @Test
  void notationIsRefusedWithThePlace() {
    String sentence = refused("pipeline:create demo 'file('").getMessage();
    assertTrue(sentence.startsWith("line 1, column 6: "), sentence);
    assertEquals(List.of(), engine.calls);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pipeline:create refused 'null()'",
        "pipeline:edit refused 'null()'",
        "pipeline:start refused",
        "pipeline:stop refused",
        "pipeline:remove refused",
        "pipeline:set refused gain.db 1",
        "pipeline:contain refused gain bypass"
      })
  void refusalIsOneSentence(String command) {
    Refusal refusal = refused(command);
    assertEquals(FakePipelines.SENTENCE, refusal.getMessage());
    assertEquals(FakePipelines.SENTENCE, refusal.toString());
    assertEquals(List.of(), engine.calls);
  }

  @ParameterizedTest
  @CsvSource({
    "pipeline:start one, start one",
    "pipeline:start null, start null",
    "pipeline:set 1 eq.kind true, set 1 eq kind true",
    "pipeline:stop one, stop one",
    "pipeline:remove one, remove one",
    "pipeline:edit one 'null()', edit one null()",
    "pipeline:set one eq.db -6, set one eq db -6",
    "pipeline:set one eq.db=-6.50, set one eq db -6.50",
    "pipeline:contain one eq quarantine, contain one eq quarantine",
    "pipeline:set one eq.f 1e3, set one eq f 1e3",
    "pipeline:set one my.node.mute true, set one my.node mute true"
  })
  void commandReachesTheEngineAsTyped(String command, String call) throws Exception {
    gogo.run(command.replace("null()", "'null()'").replace("''", "'"));
    assertEquals(List.of(call), engine.calls);
  }

  @ParameterizedTest
  @CsvSource({
    "pipeline:set one db -6, '''db'' names no parameter: write NODE.PARAMETER, as in eq.f.'",
    "pipeline:set one eq. -6, '''eq.'' names no parameter: write NODE.PARAMETER, as in eq.f.'",
    "pipeline:set one eq.db, '''eq.db'' says no value: write NODE.PARAMETER=VALUE, as in"
        + " eq.f=440.'",
    "pipeline:contain one eq jail, '''jail'' is no way to contain a node; take one of none, warn,"
        + " bypass, quarantine, deferred, isolated'",
    "pipeline:show none, 'There is no pipeline ''none'': take one of one, other.'",
    "pipeline:stats none, 'There is no pipeline ''none'': take one of one, other.'",
    "pipeline:start, 'pipeline:start lacks its arguments: write pipeline:start NAME.'",
    "pipeline:list me, 'pipeline:list does not take ''me'': write pipeline:list alone.'",
    "pipeline:stop one two, 'pipeline:stop does not take ''one'' ''two'': write pipeline:stop"
        + " NAME.'"
  })
  void misuseIsOneSentence(String command, String sentence) {
    assertEquals(sentence, refused(command).getMessage());
    assertEquals(List.of(), engine.calls);
  }

  @Test
  void optionWithoutItsValueGetsTheUsage() {
    String sentence = refused("pipeline:create demo --rate").getMessage();
    assertTrue(sentence.contains("write pipeline:create NAME 'NOTATION' [--rate HZ]"), sentence);
  }

  @Test
  void absentEngineIsNamed() {
    commands.pipelines = null;
    assertTrue(
        refused("pipeline:list").getMessage().contains("start the bundle org.tactus.engine"));
  }

  @Test
  void listPipesRowByRow() throws Exception {
    String found = gogo.printed("pipeline:list | grep --color=never other");
    assertEquals(1, found.lines().count(), found);
    assertTrue(found.contains("other  running  48000 Hz"), found);
    assertFalse(found.contains("one"), found);
  }

  @Test
  void listIsAListOfObjects() throws Exception {
    assertEquals(9375L, gogo.run("x = (pipeline:list); ($x get 0) cycles"));
  }

  @Test
  void showBeginsWithTheNotation() throws Exception {
    List<String> lines = gogo.printed("pipeline:show one").lines().toList();
    assertEquals(
        List.of("file(\"a.wav\") -> eq: biquad(kind=peak)", "eq -> null()"), lines.subList(0, 2));
    String text = String.join("\n", lines);
    assertTrue(text.contains("period        64 frames (1.33 ms)"), text);
    assertTrue(text.contains("latency       96 frames (2.00 ms)"), text);
    assertTrue(text.contains("eq.db      -6 dB  -60 to 60 dB     0 dB  Gain"), text);
    assertTrue(text.contains("eq.level  -23.0 dBFS  Level"), text);
    assertFalse(text.contains("eq.slope"), text);
  }

  @Test
  void expertsSeeEveryParameter() throws Exception {
    assertTrue(gogo.printed("pipeline:show --expert one").contains("eq.slope"));
  }

  @Test
  void statsNameTheCauseOfAnXrun() throws Exception {
    String text = gogo.printed("pipeline:stats one");
    assertTrue(text.contains("cycles        9375 of 1.33 ms"), text);
    assertTrue(text.contains("warm          1.18 s after the start"), text);
    assertTrue(text.contains("wake-up lateness  19.4 µs  42.1 µs  61.0 µs  88.6 µs"), text);
    assertTrue(text.contains("149  node        node 'eq' took 1734 µs"), text);
    assertTrue(text.contains("xruns         3 (2 preemption, 1 node)"), text);
    assertEquals(3, gogo.printed("pipeline:stats").lines().count());
  }

  @Test
  void whatWasSaidStandsBeforeTheFirstStart() throws Exception {
    engine.statuses.add(
        FakePipelines.stopped(
            PipelineSpecification.of("new", Graph.parse("null()")).withPeriod(128)));
    String text = gogo.printed("pipeline:show new");
    assertTrue(text.contains("rate          negotiated at the start"), text);
    assertTrue(text.contains("period        128 frames\n"), text);
  }

  @Test
  void aSwapPrintsItsReport() throws Exception {
    engine.swapReport =
        new SwapReport(
            "one",
            "eq",
            "biquad@1.0.0",
            "biquad@2.0.0",
            SwapReport.Outcome.SWAPPED,
            "",
            SwapReport.HandOver.REPLAYED,
            1522,
            0,
            8,
            0,
            24_000,
            0,
            41.5,
            30,
            350,
            1710);
    String text = gogo.printed("pipeline:swap one eq biquad@2.0.0 --tail --probation 500");
    assertEquals(
        new SwapRequest("biquad", "2.0.0", SwapRequest.ANY_SERVICE, true, Duration.ofMillis(500)),
        engine.swapRequest);
    assertTrue(text.contains("outcome       swapped: biquad@1.0.0 -> biquad@2.0.0"), text);
    assertTrue(text.contains("state         replayed, 24000 frames of input replayed"), text);
    assertTrue(text.contains("blocks        1522, 0 late, 8 ramped"), text);
  }

  @Test
  void aSwapThatIsRefusedSaysWhy() {
    assertEquals("nothing to swap", refused("pipeline:swap one eq biquad").getMessage());
    assertEquals(
        "--probation 'long' is no number of milliseconds, as in 500.",
        refused("pipeline:swap one eq biquad --probation long").getMessage());
  }
}
