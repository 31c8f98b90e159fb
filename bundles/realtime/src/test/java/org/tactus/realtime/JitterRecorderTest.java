// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.tactus.testkit.Allocation;

class JitterRecorderTest {

  @Test
  void percentilesAreThoseOfTheSortedTimes() {
    Random random = new Random(1);
    long[] times = random.longs(20_000, 100, 3_000_000).toArray();
    JitterRecorder recorder = new JitterRecorder();
    for (long time : times) {
      recorder.record(time);
    }
    Arrays.sort(times);
    JitterSnapshot snapshot = recorder.snapshot();
    assertEquals(times.length, snapshot.count());
    for (double percent : new double[] {1, 50, 99, 99.9}) {
      long exact = times[(int) Math.ceil(percent / 100 * times.length) - 1];
      assertEquals(exact, snapshot.percentile(percent), exact * 0.011, percent + " %");
    }
    assertEquals(times[times.length - 1], snapshot.max(), snapshot.max() * 0.011);
    assertEquals(times[0], snapshot.min(), times[0] * 0.011 + 1);
    assertEquals(Arrays.stream(times).average().orElseThrow(), snapshot.mean(), 15_000);
  }

  @Test
  void theBucketsAreThoseOfHdrHistogram() {
    Histogram reference = new Histogram(JitterRecorder.LONGEST_NANOS, 2);
    Random random = new Random(2);
    for (int i = 0; i < 2_000; i++) {
      long time = random.nextLong() >>> (30 + random.nextInt(34));
      time = Math.min(time, JitterRecorder.LONGEST_NANOS - 1);
      JitterRecorder recorder = new JitterRecorder();
      recorder.record(time);
      long longest = Math.min(reference.highestEquivalentValue(time), JitterRecorder.LONGEST_NANOS);
      assertEquals(longest, recorder.snapshot().percentile(100), "time " + time);
    }
  }

  @Test
  void noTimeIsTooShortOrTooLong() {
    JitterRecorder recorder = new JitterRecorder();
    recorder.record(Long.MIN_VALUE);
    recorder.record(-1);
    recorder.record(Long.MAX_VALUE);
    JitterSnapshot snapshot = recorder.snapshot();
    assertEquals(3, snapshot.count());
    assertEquals(0, snapshot.min());
    assertEquals(JitterRecorder.LONGEST_NANOS, snapshot.max());
    assertEquals(JitterRecorder.LONGEST_NANOS, snapshot.percentile(100));
    assertEquals(1, snapshot.countAbove(1_000));
    assertEquals(0, snapshot.countAbove(Long.MAX_VALUE));
  }

  @Test
  void snapshotsGrowUntilAReset() {
    JitterRecorder recorder = new JitterRecorder();
    assertEquals(0, recorder.snapshot().count());
    assertEquals(0, recorder.snapshot().percentile(50));
    recorder.record(1_000);
    JitterSnapshot one = recorder.snapshot();
    recorder.record(2_000);
    assertEquals(2, recorder.snapshot().count());
    assertEquals(1, one.count());
    assertEquals(3, one.plus(recorder.snapshot()).count());
    recorder.reset();
    assertEquals(0, recorder.snapshot().count());
    recorder.record(19_000);
    assertEquals(
        "1 times, p50 19.1, p99 19.1, p99.9 19.1, max 19.1 µs", recorder.snapshot().toString());
  }

  @Test
  void noTimeIsLostWhileOthersLook() throws Exception {
    JitterRecorder recorder = new JitterRecorder();
    int count = 300_000;
    Thread writer =
        new Thread(() -> {
          for (int i = 0; i < count; i++) {
            recorder.record(i);
          }
        });
    writer.start();
    long seen = 0;
    while (writer.isAlive()) {
      long now = recorder.snapshot().count();
      assertTrue(now >= seen, now + " after " + seen);
      seen = now;
    }
    assertEquals(count, recorder.snapshot().count());
  }

  @Test
  void recordingAllocatesNothing() {
    JitterRecorder recorder = new JitterRecorder();
    assertEquals(0, Allocation.bytes(20_000, () -> recorder.record(System.nanoTime() & 0xfffff)));
  }
}
