// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tactus.api.RefusedException;
import org.tactus.api.processor.ProcessorType;
import org.tactus.engine.Containment;
import org.tactus.engine.PipelineSpecification;
import org.tactus.notation.Graph;

/** A node that runs one period behind on a thread of its own. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DeferralTest {

  private static final String GRAPH =
      "s: source() -> d: doubler() -> m: sum() -> k: sink(); s -> m.2; s -> k2: sink()";

  private final TestHost host = new TestHost();
  private final Set<String> threads = ConcurrentHashMap.newKeySet();
  private final CountDownLatch release = new CountDownLatch(1);
  private volatile boolean waiting;
  private volatile boolean waits;
  private Pipeline pipeline;

  @BeforeEach
  void offer() {
    host.types.registry.add(
        new TestFactory(
            ProcessorType.of("doubler", "1.0.0", "doubles, and tells its thread"),
            _ ->
                new TestNode()
                    .doing(cycle -> {
                      threads.add(Thread.currentThread().getName());
                      if (waits) {
                        waits = false;
                        waiting = true;
                        try {
                          release.await();
                        } catch (InterruptedException e) {
                          throw new IllegalStateException(e);
                        }
                      }
                      for (int i = 0; i < cycle.frames(); i++) {
                        float in = cycle.audioIn(0).channel(0).getAtIndex(Types.FLOAT, i);
                        cycle.audioOut(0).channel(0).setAtIndex(Types.FLOAT, i, 2 * in);
                      }
                    })),
        0,
        0);
  }

  @AfterEach
  void stop() {
    release.countDown();
    if (pipeline != null) {
      pipeline.stop();
    }
    assertEquals(0, host.memory.out(), "all memory is back");
    assertEquals(List.of(), host.threads.threads(), "threads that are left");
    host.rescuer.close();
  }

  private void start(String graph) throws RefusedException {
    pipeline =
        new Pipeline(
            PipelineSpecification.of("test", Graph.parse(graph)).withPeriod(512).withWorkers(0),
            host.services());
    pipeline.setHostStarted(false);
    pipeline.start(System.nanoTime());
  }

  private void play(int frames) {
    TestEnd sink = host.types.sink.of("k2");
    int wanted = sink.heard + frames;
    while (sink.heard < wanted) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private float[] heard(String node) {
    return host.types.sink.of(node).channel(0);
  }

  private long latency() {
    return pipeline.status().nodes().stream()
        .filter(node -> node.name().equals("d"))
        .findFirst()
        .orElseThrow()
        .latencyFrames();
  }

  private void assertBesideIsRight() {
    float[] beside = heard("k2");
    for (int i = 0; i < beside.length; i++) {
      assertEquals(i + 1, beside[i], "frame " + i + " of the other path");
    }
  }

  /** On a manual clock: the node has run before the next cycle begins, except where it is told. */
  private float[] heardInStep(long lateCycle) throws RefusedException {
    Bench bench = new Bench();
    bench.freewheel = false;
    bench.period = 512;
    CountDownLatch go = new CountDownLatch(1);
    bench.types.registry.add(
        new TestFactory(
            ProcessorType.of("doubler", "1.0.0", "doubles, once late"),
            _ ->
                new TestNode()
                    .doing(cycle -> {
                      if (cycle.position() == lateCycle * 512) {
                        await(go);
                      }
                      for (int i = 0; i < cycle.frames(); i++) {
                        float in = cycle.audioIn(0).channel(0).getAtIndex(Types.FLOAT, i);
                        cycle.audioOut(0).channel(0).setAtIndex(Types.FLOAT, i, 2 * in);
                      }
                    })),
        0,
        0);
    Compiler.Compiled compiled =
        new Compiler(
                bench.specification(
                    "s: source() -> d: doubler() -> m: sum() -> k: sink(); s -> m.2"),
                bench.types.registry,
                java.util.Map.of(),
                null,
                bench.memory,
                () -> {})
            .deferring("d"::equals)
            .compile(1);
    Instance node = Bench.instance(compiled, "d");
    NodeRun run =
        List.of(compiled.plan().runs).stream().filter(r -> r.instance == node).findFirst().get();
    Deferral deferral = new Deferral("bench", run, bench.rate, bench.memory, new OrdinaryThreads());
    node.deferral = deferral;
    bench.run(
        compiled,
        12,
        cycle -> {
          if (cycle == lateCycle + 2) {
            go.countDown();
          }
          while (!deferral.isIdle() && cycle != lateCycle + 1) {
            Thread.onSpinWait();
          }
        });
    assertTrue(deferral.stop());
    assertEquals(lateCycle < 0 ? 0 : 2, node.ledger.read(94).misses());
    return bench.heard("k");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void itIsOnePeriodLaterAndTheOtherPathWaitsForIt() throws RefusedException {
    float[] heard = heardInStep(-1);
    assertEquals(12 * 512, heard.length);
    for (int i = 0; i < heard.length; i++) {
      assertEquals(i < 512 ? 0 : 3 * (i + 1 - 512), heard[i], "frame " + i);
    }
  }

  @Test
  void aBlockThatComesTooLateIsNeverHeard() throws RefusedException {
    float[] heard = heardInStep(4);
    for (int i = 0; i < heard.length; i++) {
      int cycle = i / 512;
      int settled = i % 512 < 240 && (cycle == 5 || cycle == 7) ? 0 : 1;
      if (settled == 0) {
        continue;
      }
      // Cycle 5 has no block yet; in cycle 6 the one that came belongs to cycle 5.
      double delayed = i < 512 ? 0 : i + 1 - 512;
      double own = cycle == 5 || cycle == 6 ? i + 1 : 2 * delayed;
      assertEquals(own + delayed, heard[i], 1e-2, "frame " + i + " of cycle " + cycle);
    }
  }

  @Test
  void itIsMovedAndBroughtBackWhileThePipelineRuns() throws RefusedException {
    start(GRAPH);
    play(1000);
    assertEquals(0, latency());
    pipeline.contain("d", Containment.DEFERRED);
    threads.clear();
    play(20_000);

    assertEquals(512, latency());
    assertEquals(Set.of("tactus-deferred-d-test"), threads);
    assertBesideIsRight();

    pipeline.contain("d", Containment.NONE);
    threads.clear();
    play(5_000);
    assertEquals(0, latency());
    assertEquals(Set.of("tactus-cycle-test"), threads);
  }

  @Test
  void whenItIsLateOnlyItselfIsMissing() throws Exception {
    start(GRAPH);
    pipeline.contain("d", Containment.DEFERRED);
    play(5_000);
    waits = true;
    while (!waiting) {
      LockSupport.parkNanos(1_000_000);
    }
    play(10_000);
    assertBesideIsRight();
    float[] heard = heard("k");
    // Dry, and the other path a period ago.
    int last = heard.length - 1;
    assertEquals(2.0 * (last + 1) - 512, heard[last], 1);
    assertTrue(Bench.instance(pipeline.compiled(), "d").ledger.read(94).misses() > 0);

    release.countDown();
    play(5_000);
    assertNotEquals(Fault.STUCK, Bench.instance(pipeline.compiled(), "d").guard.fault());
    assertEquals(Containment.DEFERRED, pipeline.status().nodes().get(1).containment().rung());
  }

  @Test
  void whatDoesNotReturnIsEndedAndQuarantined() throws Exception {
    start(GRAPH);
    pipeline.contain("d", Containment.DEFERRED);
    play(5_000);
    waits = true;
    while (pipeline.status().nodes().stream()
        .noneMatch(node -> node.containment().rung() == Containment.QUARANTINE)) {
      pipeline.supervise();
      LockSupport.parkNanos(5_000_000);
    }
    play(1_000);
    assertBesideIsRight();
  }

  @Test
  void sourcesAndSinksCannotRunBehind() throws RefusedException {
    start(GRAPH);
    for (String node : List.of("s", "k")) {
      RefusedException error =
          assertThrows(
              RefusedException.class, () -> pipeline.contain(node, Containment.DEFERRED), node);
      assertTrue(error.getMessage().contains("'" + node + "'"), error.getMessage());
    }
    assertThrows(RefusedException.class, () -> pipeline.contain("x", Containment.BYPASS));
    assertThrows(RefusedException.class, () -> pipeline.contain("d", Containment.ISOLATED));
  }
}
