// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Cycle;
import org.tactus.api.processor.ProcessorType;
import org.tactus.engine.Containment;
import org.tactus.engine.NodeStatus;
import org.tactus.engine.PipelineSpecification;
import org.tactus.engine.PipelineState;
import org.tactus.notation.Graph;
import org.tactus.realtime.RealtimeThread;
import org.tactus.realtime.internal.WatchdogComponent;

/** A node that does not return: the cycle goes on without it, and its code is ended. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StuckNodeTest {

  private static final String GRAPH =
      "s: source() -> b: bad() -> k: sink(); s -> g: gain() -> k2: sink();"
          + " t: source(constant) -> k3: sink()";

  private final TestHost host = new TestHost();
  private final AtomicInteger caught = new AtomicInteger();
  private final Object monitor = new Object();
  private final CountDownLatch release = new CountDownLatch(1);
  private volatile boolean armed;
  private volatile Thread victim;
  private Pipeline pipeline;

  @AfterEach
  void stop() {
    release.countDown();
    if (pipeline != null) {
      pipeline.stop();
    }
    host.rescuer.close();
  }

  private void start(String behaviour, int workers) throws RefusedException {
    host.watchdog = new WatchdogComponent(host.log, host.threads);
    host.types.registry.add(
        new TestFactory(
            ProcessorType.of("bad", "1.0.0", "gets stuck when told"),
            _ ->
                new TestNode()
                    .doing(cycle -> {
                      if (armed && cycle.position() >= 6400) {
                        armed = false;
                        victim = Thread.currentThread();
                        garble(cycle);
                        getStuck(behaviour);
                      }
                      negate(cycle);
                    })),
        0,
        0);
    pipeline =
        new Pipeline(
            PipelineSpecification.of("test", Graph.parse(GRAPH))
                .withPeriod(64)
                .withWorkers(workers),
            host.services());
    pipeline.setHostStarted(false);
    pipeline.start(System.nanoTime());
    // A cold pipeline is given half a second.
    pipeline.loop().judge();
    armed = true;
  }

  private static void negate(Cycle cycle) {
    for (int i = 0; i < cycle.frames(); i++) {
      float in = cycle.audioIn(0).channel(0).getAtIndex(Types.FLOAT, i);
      cycle.audioOut(0).channel(0).setAtIndex(Types.FLOAT, i, -in);
    }
  }

  private static void garble(Cycle cycle) {
    for (int i = 0; i < cycle.frames(); i++) {
      cycle.audioOut(0).channel(0).setAtIndex(Types.FLOAT, i, Float.NaN);
    }
  }

  private void getStuck(String behaviour) {
    switch (behaviour) {
      case "loops" -> spin();
      case "catches" -> {
        while (caught.get() < 3) {
          try {
            spin();
          } catch (Throwable _) {
            caught.incrementAndGet();
          }
        }
      }
      case "sleeps" -> sleep();
      case "waits" -> {
        synchronized (monitor) {
          caught.incrementAndGet();
        }
      }
      default -> throw new IllegalArgumentException(behaviour);
    }
  }

  private static void spin() {
    while (true) {
      Thread.onSpinWait();
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(1_000_000);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private TestEnd sink(String node) {
    return host.types.sink.of(node);
  }

  private void play(int frames) {
    int wanted = sink("k3").heard + frames;
    await(() -> {
      pipeline.supervise();
      return sink("k3").heard >= wanted;
    });
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private NodeStatus status() {
    return pipeline.status().nodes().stream()
        .filter(node -> node.name().equals("b"))
        .findFirst()
        .orElseThrow();
  }

  /** What goes past the bad node has lost and repeated nothing. */
  private void assertOthersAreRight() {
    float[] beside = sink("k2").channel(0);
    for (int i = 0; i < beside.length; i++) {
      assertEquals(i + 1, beside[i], "frame " + i + " of the other branch");
    }
    for (float sample : sink("k3").channel(0)) {
      assertEquals(1, sample, "another chain");
    }
    float[] heard = sink("k").channel(0);
    for (int i = 0; i < heard.length; i++) {
      assertTrue(Float.isFinite(heard[i]), "frame " + i);
    }
    assertEquals(-1, heard[0]);
    assertEquals(heard.length, heard[heard.length - 1], "dry in the end");
  }

  @ParameterizedTest
  @ValueSource(strings = {"loops", "catches", "sleeps"})
  void theCycleGoesOnElsewhereAndTheCodeIsEnded(String behaviour) throws Exception {
    start(behaviour, 0);
    await(() -> pipeline.loop().thread() != null);
    Thread before = pipeline.loop().thread();
    await(() -> victim != null);
    play(20_000);

    assertSame(before, victim);
    assertNotSame(before, pipeline.loop().thread());
    victim.join();
    assertEquals(List.of("tactus-cycle-test"), host.threads.demoted);
    assertEquals(behaviour.equals("catches") ? 3 : 0, caught.get());
    assertEquals(Containment.QUARANTINE, status().containment().rung());
    assertTrue(
        status().containment().reason().startsWith("did not return for "),
        status().containment().reason());
    assertEquals(PipelineState.RUNNING, pipeline.state());
    assertTrue(status().message().contains("pipeline:contain test b none"), status().message());
    assertOthersAreRight();
    assertTrue(
        host.threads.threads().stream().anyMatch(t -> t.name().equals("tactus-standby-test")),
        "another one stands by");
    pipeline.stop();
    assertEquals(0, host.memory.out(), "all memory is back");
    assertEquals(
        List.of(),
        host.threads.threads().stream()
            .map(RealtimeThread::name)
            .filter(name -> !name.equals("tactus-watchdog"))
            .toList());
  }

  @Test
  void whatCannotBeEndedIsNamedAndItsMemoryIsKept() throws Exception {
    Thread holder =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              synchronized (monitor) {
                try {
                  release.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }
            });
    await(() -> holder.getState() == Thread.State.WAITING);
    start("waits", 0);
    await(() -> victim != null);
    play(20_000);
    await(() -> {
      pipeline.supervise();
      return pipeline.status().message().contains("cannot be ended");
    });
    assertTrue(
        pipeline.status().message().startsWith("node 'b' of 'test' does not return"),
        pipeline.status().message());
    assertOthersAreRight();
    TestNode node = (TestNode) Bench.instance(pipeline.compiled(), "b").node;
    pipeline.stop();
    assertEquals(0, node.released, "never while process may run");
    assertTrue(host.memory.out() > 0, "which it may still write to");
    release.countDown();
    victim.join();
  }

  @Test
  void besideWorkersTheCodeIsEndedWhereItIs() throws Exception {
    start("loops", 1);
    await(() -> victim != null);
    play(20_000);

    assertTrue(victim.isAlive(), "its thread goes on");
    assertEquals(List.of(), host.threads.demoted);
    assertEquals(Containment.QUARANTINE, status().containment().rung());
    assertOthersAreRight();
  }

  @Test
  void aCycleThatIsSlowAndEndsIsLeftAlone() throws Exception {
    start("loops", 0);
    armed = false;
    Thread before = pipeline.loop().thread();
    play(5_000);
    assertEquals(Containment.NONE, status().containment().rung());
    assertFalse(status().bypassed());
    assertSame(before == null ? pipeline.loop().thread() : before, pipeline.loop().thread());
  }
}
