// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.api.RefusedException;
import org.tactus.engine.PipelineSpecification;
import org.tactus.notation.Graph;

/** An operator and bundles that change everything at once, at random. */
class ChurnTest {

  private static final String BASE = "s: source(constant) -> g: gain(gain=2) -> k: sink()";

  private static final List<String> GRAPHS =
      List.of(
          BASE,
          "s: source(constant) -> k: sink()",
          "s: source(constant) -> g: gain(gain=2) -> c: copier() -> k: sink()",
          "s: source(constant) -> l: late(99) -> m: sum() -> k: sink(); s -> m.2",
          "s: source(constant) -> m: sum() -> k: sink(); m -> q: gain(gain=0.5)"
              + " -> d: back(64) -> m.2",
          "s: source(noise) -> k: sink(); s -> k2: sink()",
          "s: source() -> r: refuser() -> k: sink()");

  @TempDir private Path instance;
  private final TestHost host = new TestHost();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private Engine engine;

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void everythingIsGivenBackAndWorksInTheEnd() throws Exception {
    churn(5, 60);
  }

  @Test
  @Tag("long")
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void everythingIsGivenBackAndWorksAfterALongTime() throws Exception {
    churn(6, 1500);
  }

  private void churn(long seed, int steps) throws Exception {
    Files.createDirectory(instance.resolve("config"));
    engine = host.engine(instance);
    engine.addProvider(host.types.source, Map.of());
    engine.addProvider(host.types.sink, Map.of());
    for (TestFactory factory : factories()) {
      engine.addFactory(factory, Map.of());
    }
    for (String name : List.of("a", "b")) {
      engine.create(
          PipelineSpecification.of(name, Graph.parse(BASE)).withPeriod(16).withWorkers(0));
      engine.start(name);
    }
    SplittableRandom random = new SplittableRandom(seed);
    List<Thread> threads =
        List.of(
            thread(random.split(), steps, this::operate),
            thread(random.split(), steps, this::replace));
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw new AssertionError("while all changed", failure.get());
    }

    for (String name : List.of("a", "b")) {
      engine.stop(name);
      engine.edit(name, Graph.parse(BASE));
      engine.start(name);
    }
    for (TestEnd sink : host.types.sink.opened.reversed().subList(0, 2)) {
      await(() -> sink.heard > 200);
      assertEquals(2, sink.channel(0)[100]);
    }
    engine.deactivate();
    assertEquals(List.of(), host.threads.threads(), "threads that are left");
    for (TestFactory factory : factories()) {
      for (TestNode node : factory.made) {
        assertEquals(node.prepared, node.released, "releases of a " + factory.type().name());
      }
    }
    for (TestProvider provider : List.of(host.types.source, host.types.sink)) {
      for (TestEnd end : provider.opened) {
        assertEquals(1, end.releases, "releases of " + end.request.node());
        assertEquals(end.starts, end.stops, "stops of " + end.request.node());
      }
    }
    assertEquals(0, host.machineHolds);
    assertEquals(0, host.reservations);
  }

  private List<TestFactory> factories() {
    return List.of(
        host.types.gain, host.types.copier, host.types.sum, host.types.late, host.types.back);
  }

  /** What one who changes things does once. */
  private interface Change {
    void make(SplittableRandom random) throws RefusedException;
  }

  private Thread thread(SplittableRandom random, int steps, Change change) {
    return Thread.ofPlatform()
        .daemon()
        .start(() -> {
          for (int i = 0; i < steps && failure.get() == null; i++) {
            try {
              change.make(random);
            } catch (RefusedException e) {
              if (e.getMessage().isBlank() || e.getMessage().contains("\n")) {
                failure.set(e);
              }
            } catch (RuntimeException | Error e) {
              failure.set(e);
            }
            LockSupport.parkNanos(random.nextInt(20_000_000));
          }
        });
  }

  private void operate(SplittableRandom random) throws RefusedException {
    String name = random.nextBoolean() ? "a" : "b";
    switch (random.nextInt(6)) {
      case 0 -> engine.stop(name);
      case 1 -> engine.start(name);
      case 2 -> engine.set(name, "g", "gain", Integer.toString(random.nextInt(9)));
      case 3 -> assertTrue(engine.list().size() == 2, "pipelines are there");
      default -> engine.edit(name, Graph.parse(GRAPHS.get(random.nextInt(GRAPHS.size()))));
    }
  }

  private void replace(SplittableRandom random) {
    int which = random.nextInt(7);
    if (which == 5) {
      engine.removeProvider(host.types.sink);
      engine.addProvider(host.types.sink, Map.of());
    } else if (which == 6) {
      engine.removeProvider(host.types.source);
      LockSupport.parkNanos(5_000_000);
      engine.addProvider(host.types.source, Map.of());
    } else {
      TestFactory factory = factories().get(which);
      engine.removeFactory(factory);
      LockSupport.parkNanos(random.nextInt(10_000_000));
      engine.addFactory(factory, Map.of());
    }
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "nothing happens");
      LockSupport.parkNanos(1_000_000);
    }
  }
}
