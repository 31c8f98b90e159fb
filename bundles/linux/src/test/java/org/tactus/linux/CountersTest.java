// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What took the CPU from a thread. */
class CountersTest {

  @Test
  void aThreadsScheduleTimesAreThoseThatTheKernelShows() throws Exception {
    OnThread.call(() -> {
      int tid = Threads.currentTid();
      try (ScheduleTimesFile file = ScheduleTimesFile.open(tid)) {
        TaskScheduleTimes before = TaskScheduleTimes.find(tid).orElseThrow();
        assertTrue(file.read());
        TaskScheduleTimes after = TaskScheduleTimes.find(tid).orElseThrow();
        assertTrue(file.runNanos() >= before.runNanos() && file.runNanos() <= after.runNanos());
        assertTrue(file.waitNanos() >= before.waitNanos() && file.waitNanos() <= after.waitNanos());
        assertTrue(file.slices() >= before.slices() && file.slices() <= after.slices());
        long slices = file.slices();
        Thread.sleep(2);
        assertTrue(file.read());
        assertTrue(file.slices() > slices, "it slept in between");
      }
      return null;
    });
  }

  @Test
  void whatEndedOrIsClosedIsNotRead() throws Exception {
    int[] ended = new int[1];
    ScheduleTimesFile file =
        OnThread.call(() -> {
          ended[0] = Threads.currentTid();
          ScheduleTimesFile own = ScheduleTimesFile.open(ended[0]);
          assertTrue(own.read());
          return own;
        });
    long run = file.runNanos();
    while (Task.find(ended[0]).isPresent()) {
      Thread.onSpinWait();
    }
    assertFalse(file.read());
    assertEquals(run, file.runNanos());
    file.close();
    file.close();
    assertFalse(file.read());
    assertThrows(LinuxException.class, () -> ScheduleTimesFile.open(ended[0]));
  }

  @Test
  void readsWhatCpusLost() {
    CpuTimes times =
        CpuTimes.parse(
            List.of(
                "cpu  9 9 9 9 9 9 9 9 0 0",
                "cpu0 1 2 3 4 5 6 7 8 0 0",
                "cpu3 1 2 3 4 5 10 20 30 0 0",
                "intr 12345 1 2 3",
                "ctxt 99"),
            100);
    assertEquals(12_345, times.interrupts());
    assertEquals(
        List.of(
            new CpuTimes.Lost(0, 130_000_000, 80_000_000),
            new CpuTimes.Lost(3, 300_000_000, 300_000_000)),
        times.cpus());
    assertThrows(IllegalArgumentException.class, () -> CpuTimes.parse(List.of("cpu0 1 2"), 100));
    assertTrue(CpuTimes.read().interrupts() > 0);
    assertFalse(CpuTimes.read().cpus().isEmpty());
  }
}
