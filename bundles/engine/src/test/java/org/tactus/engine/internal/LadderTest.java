// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tactus.api.RefusedException;
import org.tactus.api.processor.ProcessorType;
import org.tactus.engine.Containment;

/** What becomes of a node that misbehaves: bypassed, tried again, quarantined, released. */
class LadderTest {

  private static final String GRAPH = "source(constant) -> b: bad() -> k: sink()";
  private static final long SECOND = 1_000_000_000L;

  private final Bench bench = new Bench();
  private final TestHost host = new TestHost();
  private final Ladder ladder = new Ladder("bench", host.log);
  private Compiler.Compiled compiled;
  private boolean failing;
  private int resets;
  private int runs;
  private long now = 1000 * SECOND;

  @BeforeEach
  void compile() throws RefusedException {
    bench.types.registry.add(
        new TestFactory(
            ProcessorType.of("bad", "1.0.0", "fails when told"),
            _ ->
                new TestNode() {
                  @Override
                  public void reset() {
                    resets++;
                  }
                }.doing(cycle -> {
                  runs++;
                  for (int i = 0; i < cycle.frames(); i++) {
                    cycle
                        .audioOut(0)
                        .channel(0)
                        .setAtIndex(Types.FLOAT, i, failing ? Float.NaN : -1);
                  }
                })),
        0,
        1);
    compiled = bench.compile(GRAPH);
    ladder.admit(compiled.created());
  }

  private Instance instance() {
    return Bench.instance(compiled, "b");
  }

  private void cycles(int count) {
    bench.run(compiled, count, _ -> {});
  }

  private void look(long seconds) {
    now += seconds * SECOND;
    ladder.look(compiled.plan(), host.settings, now);
  }

  private void fail() {
    failing = true;
    cycles(1);
    failing = false;
    look(0);
  }

  private Containment rung() {
    return ladder.of("b").rung();
  }

  private float heard() {
    cycles(10);
    return bench.types.sink.of("k").last();
  }

  @Test
  void aBypassedNodeIsResetAndTriedAgainAfterAWhile() {
    assertEquals(-1, heard());
    fail();
    assertEquals(Containment.BYPASS, rung());
    assertEquals("wrote NaN or infinity", ladder.of("b").reason());
    assertTrue(host.logged.getFirst().startsWith("error"), host.logged.toString());
    assertEquals(1, heard());
    look(4);
    assertEquals(Containment.BYPASS, rung());
    assertEquals(0, resets);
    int before = runs;
    cycles(5);
    assertEquals(before, runs, "left alone");

    look(1);
    assertEquals(Containment.NONE, rung());
    assertEquals(1, resets);
    assertEquals(-1, heard());
    assertEquals("", instance().message());
    assertEquals(1, ladder.of("b").strikes());
    look(40);
    assertEquals(1, ladder.of("b").strikes());
    look(10);
    assertEquals(0, ladder.of("b").strikes(), "forgotten after a long time without a fault");
  }

  @Test
  void theThirdStrikeQuarantines() {
    for (int i = 0; i < 2; i++) {
      fail();
      assertEquals(Containment.BYPASS, rung());
      look(5);
    }
    fail();
    assertEquals(Containment.QUARANTINE, rung());
    assertEquals(3, ladder.of("b").strikes());
    assertTrue(
        instance().message().endsWith("release it with pipeline:contain bench b none"),
        instance().message());
    look(100_000);
    assertEquals(Containment.QUARANTINE, rung());
    assertEquals(1, heard());

    ladder.set("b", Containment.NONE, compiled.plan());
    assertEquals(-1, heard());
    assertEquals(0, ladder.of("b").strikes());
    assertEquals("", instance().message());
  }

  @Test
  void aQuarantineSurvivesANewStart() throws RefusedException {
    ladder.set("b", Containment.QUARANTINE, compiled.plan());
    assertEquals(1, heard());
    runs = 0;
    compiled = bench.compile(GRAPH);
    ladder.admit(compiled.created());
    assertEquals(1, heard());
    assertEquals(0, runs, "not one cycle of it");
    assertTrue(NodeStatuses.of(compiled.plan(), ladder).get(1).bypassed());

    ladder.set("b", Containment.NONE, compiled.plan());
    assertEquals(-1, heard());
  }

  @Test
  void aNewObjectOfABypassedNodeIsANewTry() throws RefusedException {
    fail();
    compiled = bench.compile(GRAPH, compiled);
    ladder.admit(compiled.created());
    assertEquals(Containment.NONE, rung());
    assertEquals(1, ladder.of("b").strikes(), "which is not forgotten");
    assertEquals(-1, heard());
  }

  @Test
  void anOperatorsBypassIsNotTriedAgain() {
    ladder.set("b", Containment.BYPASS, compiled.plan());
    assertEquals(1, heard());
    look(1000);
    assertEquals(Containment.BYPASS, rung());
    assertEquals(0, resets);
    assertEquals(1, heard());
  }

  @Test
  void aNodeThatIsOnlyWarnedOfGoesOnAndIsNamedNowAndThen() {
    ladder.set("b", Containment.WARN, compiled.plan());
    fail();
    fail();
    assertFalse(instance().bypassed);
    assertEquals(-1, heard());
    assertEquals(2, ladder.of("b").faults());
    assertEquals(Containment.WARN, rung());
    assertEquals(List.of("warn"), host.logged.stream().map(line -> line.split(" ")[0]).toList());
  }

  @Test
  void aNodeThatFailsToResetIsQuarantined() throws RefusedException {
    bench.types.registry.add(
        new TestFactory(
            ProcessorType.of("stubborn", "1.0.0", "fails to reset"),
            _ ->
                new TestNode() {
                  @Override
                  public void reset() {
                    throw new IllegalStateException("no");
                  }
                }.doing(_ -> {
                  throw new IllegalStateException("bug");
                })),
        0,
        1);
    compiled = bench.compile("source(constant) -> b: stubborn() -> k: sink()");
    cycles(1);
    look(0);
    look(6);
    assertEquals(Containment.QUARANTINE, rung());
    assertEquals(1, heard());
  }
}
