// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.jack.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.tactus.api.Direction;
import org.tactus.api.MediaFormat;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.clock.Clock;
import org.tactus.api.clock.ClockWaiter;
import org.tactus.api.clock.Wake;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.testkit.TestBlock;
import org.tactus.testkit.TestCycle;
import org.tactus.testkit.TestPreparation;

/** Drives one or two ends as a host would: a plain loop of await, process and complete. */
final class DrivenEnds implements AutoCloseable, ClockWaiter {

  /** What happens in a cycle between capture and playback. */
  interface Work {
    /** Handles a cycle; either block is null where there is no such end. */
    void run(long cycle, TestBlock captured, TestBlock played);
  }

  private final Rational rate;
  private final int period;
  private final DeviceProvider provider;
  private final List<DeviceEnd> ends = new ArrayList<>();
  private Clock clock;
  private DeviceEnd source;
  private DeviceEnd sink;
  private TestCycle sourceCycle;
  private TestCycle sinkCycle;
  private boolean started;
  private volatile boolean stopping;

  DrivenEnds(DeviceProvider provider, int rate, int period) {
    this.provider = provider;
    this.rate = Rational.of(rate);
    this.period = period;
  }

  static Options options(DeviceProvider provider, Map<String, ?> given) {
    Map<String, Object> values = new TreeMap<>(given);
    for (Option option : provider.options()) {
      if (option.defaultValue() != null) {
        values.putIfAbsent(option.id(), option.defaultValue());
      }
    }
    return Options.of(values);
  }

  DeviceEnd playback(int channels, boolean isClock, Map<String, ?> options)
      throws RefusedException {
    sink = open(Direction.INPUT, channels, isClock, options);
    sinkCycle = TestCycle.of(rate, period).audioIn(AudioFormat.of(rate, channels).layout()).build();
    return sink;
  }

  DeviceEnd capture(boolean isClock, Map<String, ?> options) throws RefusedException {
    source = open(Direction.OUTPUT, 0, isClock, options);
    int channels = ((AudioFormat) source.negotiate(List.of()).getFirst()).channels();
    sourceCycle =
        TestCycle.of(rate, period).audioOut(AudioFormat.of(rate, channels).layout()).build();
    return source;
  }

  private DeviceEnd open(Direction direction, int channels, boolean isClock, Map<String, ?> options)
      throws RefusedException {
    DeviceEnd end =
        provider.open(
            new EndRequest(
                "test",
                direction == Direction.INPUT ? "out" : "in",
                direction,
                options(provider, options),
                rate,
                period));
    try {
      TestPreparation preparation = new TestPreparation(rate, period);
      List<MediaFormat> inputs =
          direction == Direction.INPUT ? List.of(AudioFormat.of(rate, channels)) : List.of();
      preparation.inputs(inputs.toArray(MediaFormat[]::new));
      preparation.outputs(end.negotiate(inputs).toArray(MediaFormat[]::new));
      if (isClock) {
        preparation.asClock();
      }
      end.prepare(preparation);
    } catch (RefusedException e) {
      end.release();
      throw e;
    }
    ends.add(end);
    if (isClock) {
      clock = end.clock();
    }
    return end;
  }

  Clock clock() {
    return clock;
  }

  void start() throws RefusedException {
    for (DeviceEnd end : ends) {
      end.start();
    }
    clock.begin();
    started = true;
  }

  /** Runs so many cycles on this thread and returns how the last wait ended. */
  Wake run(long cycles, Work work) {
    Wake wake = Wake.CYCLE;
    for (long i = 0; i < cycles && wake != Wake.LOST && wake != Wake.STOPPED; i++) {
      wake = clock.await(this);
      if (wake == Wake.CYCLE || wake == Wake.XRUN) {
        cycle(i, work);
      }
    }
    return wake;
  }

  /** Runs cycles on this thread for as long as the condition holds. */
  Wake runWhile(BooleanSupplier condition, Work work) {
    Wake wake = Wake.CYCLE;
    while (condition.getAsBoolean() && wake != Wake.LOST) {
      wake = run(1, work);
    }
    return wake;
  }

  private void cycle(long number, Work work) {
    if (source != null) {
      source.process(sourceCycle.begin());
    }
    if (sink != null) {
      sinkCycle.begin();
    }
    work.run(
        number,
        source == null ? null : sourceCycle.audioOut(0),
        sink == null ? null : sinkCycle.audioIn(0));
    if (sink != null) {
      sink.process(sinkCycle);
    }
    clock.complete();
  }

  void stopSoon() {
    stopping = true;
  }

  void goOn() {
    stopping = false;
  }

  @Override
  public boolean until(long nanoTime) {
    while (!stopping && System.nanoTime() < nanoTime) {
      LockSupport.parkNanos(nanoTime - System.nanoTime());
    }
    return !stopping;
  }

  @Override
  public boolean isStopping() {
    return stopping;
  }

  @Override
  public void close() {
    if (started) {
      stopping = true;
      clock.await(this);
    }
    for (DeviceEnd end : ends) {
      end.stop();
    }
    for (DeviceEnd end : ends) {
      end.release();
    }
  }
}
