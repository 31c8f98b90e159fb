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
    pipeline.stop();
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

  @Test
  void itIsOnePeriodLaterAndTheOtherPathWaitsForIt() throws RefusedException {
    start(GRAPH);
    play(1000);
    assertEquals(0, latency());
    pipeline.contain("d", Containment.DEFERRED);
    threads.clear();
    play(20_000);

    assertEquals(512, latency());
    assertEquals(Set.of("tactus-deferred-d-test"), threads);
    int aligned = 0;
    float[] heard = heard("k");
    for (int i = 5_000; i < heard.length; i++) {
      // Where the machine let it be ready: twice and once the frame of a period ago.
      aligned += heard[i] == 3 * (i + 1 - 512) ? 1 : 0;
    }
    assertTrue(aligned > (heard.length - 5_000) / 2, aligned + " of " + heard.length);
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
