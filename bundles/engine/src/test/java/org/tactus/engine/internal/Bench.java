// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.engine.PipelineSpecification;
import org.tactus.notation.Graph;
import org.tactus.realtime.JitterRecorder;
import org.tactus.realtime.Waiter;
import org.tactus.realtime.Watch;

/** Compiles graphs of the tests' types and runs their cycles on the test's own thread. */
final class Bench {

  final Types types = new Types();
  final TestMemory memory = new TestMemory();
  XrunLog xruns = new XrunLog();
  final JitterRecorder lateness = new JitterRecorder();
  final JitterRecorder cycleTime = new JitterRecorder();
  int period = 64;
  Rational rate = Rational.of(48_000);
  int workers;
  long limit = Long.MAX_VALUE;
  boolean freewheel = true;
  String clock;
  CycleLoop loop;
  private long generation;

  PipelineSpecification specification(String text) throws RefusedException {
    return new PipelineSpecification(
        "bench",
        Graph.parse(text),
        rate,
        period,
        clock,
        org.tactus.engine.Mode.LENIENT,
        workers,
        freewheel,
        null,
        false);
  }

  Compiler.Compiled compile(String text) throws RefusedException {
    return compile(text, null);
  }

  /** Compiles over what runs now, as a live edit does. */
  Compiler.Compiled compile(String text, Compiler.Compiled before) throws RefusedException {
    return new Compiler(
            specification(text),
            types.registry,
            before == null ? Map.of() : Compiler.instances(before.plan()),
            before == null ? null : before.settled(),
            memory,
            () -> {})
        .compile(++generation);
  }

  /** Runs a graph as fast as it can until it ends by itself. */
  void run(String text) throws RefusedException {
    run(compile(text));
  }

  void run(Compiler.Compiled compiled) {
    loop = loop(compiled, null, null);
    loop.run();
  }

  /**
   * Runs so many cycles of a manual clock.
   *
   * @param before told the number of every cycle, on the thread that runs it, before it begins
   */
  void run(Compiler.Compiled compiled, long cycles, LongConsumer before) {
    run(compiled, cycles, 0, before);
  }

  /** The same, every cycle due so many nanoseconds after it begins. */
  void run(Compiler.Compiled compiled, long cycles, long dueOffset, LongConsumer before) {
    ManualClock clock = new ManualClock(rate, period, cycles, before);
    clock.dueOffset = dueOffset;
    loop = loop(compiled, clock, null);
    loop.run();
  }

  CycleLoop loop(Compiler.Compiled compiled, org.tactus.api.clock.Clock clock, WorkerPool pool) {
    return new CycleLoop(
        compiled.plan(),
        clock,
        Waiter.sleeping(),
        new NoWatch(),
        pool,
        lateness,
        cycleTime,
        xruns,
        false,
        0,
        limit);
  }

  float[] heard(String sink) {
    return types.sink.of(sink).channel(0);
  }

  List<XrunLog.Entry> lateCycles() {
    List<XrunLog.Entry> entries = new ArrayList<>();
    XrunLog.Entry entry;
    while ((entry = xruns.poll()) != null) {
      entries.add(entry);
    }
    return entries;
  }

  static Instance instance(Compiler.Compiled compiled, String name) {
    return compiled.plan().instances.stream()
        .filter(instance -> instance.name.equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** A watch that nobody looks at. */
  static final class NoWatch implements Watch {
    @Override
    public void begin(long nanoTime) {}

    @Override
    public void end() {}

    @Override
    public String name() {
      return "none";
    }

    @Override
    public long stuckCycles() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
