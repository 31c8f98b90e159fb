// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.tactus.api.Direction;
import org.tactus.api.Rational;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.device.DeviceEnd;
import org.tactus.testkit.TestCycle;
import org.tactus.testkit.TestPreparation;

/**
 * A process of its own that records until it is killed or the sink fails: frame n holds n + 1 on
 * the left and its negative on the right. It prints how many frames it has handed over, and the
 * fault.
 */
final class Recorder {

  static final int RATE = 48_000;
  static final int PERIOD = 64;

  private Recorder() {}

  public static void main(String[] arguments) throws Exception {
    AudioFormat format = AudioFormat.of(Rational.of(RATE), 2);
    DeviceEnd sink =
        Recording.open(
            new FileProvider(),
            Direction.INPUT,
            RATE,
            PERIOD,
            Recording.options(Path.of(arguments[0])));
    sink.prepare(new TestPreparation(format.rate(), PERIOD).inputs(format));
    sink.start();
    TestCycle cycle = TestCycle.of(format.rate(), PERIOD).audioIn(format.layout()).build();
    long start = System.nanoTime();
    long frames = 0;
    while (sink.fault() == null) {
      cycle.begin();
      for (int i = 0; i < PERIOD; i++) {
        cycle.audioIn(0).set(0, i, (float) (frames + i + 1));
        cycle.audioIn(0).set(1, i, (float) -(frames + i + 1));
      }
      sink.process(cycle);
      frames += PERIOD;
      if (frames % (RATE / 10) < PERIOD) {
        System.out.println(frames);
      }
      long due = start + format.rate().nanos(frames);
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
    }
    System.out.println(sink.fault());
    sink.stop();
    sink.release();
  }
}
