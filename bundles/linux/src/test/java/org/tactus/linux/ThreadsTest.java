// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.tactus.testkit.Peers;

/** What we set is read back by us and by the programs of util-linux. */
class ThreadsTest {

  private static String chrt(int tid) {
    return text(Peers.run("chrt", "-p", Integer.toString(tid)));
  }

  private static String text(byte[] output) {
    return new String(output, StandardCharsets.UTF_8);
  }

  @Test
  void chrtSeesTheSchedulerThatWasSet() throws Exception {
    Rights.requireProgram("chrt");
    Rights.require(Capability.SYS_NICE);
    String seen =
        OnThread.call(() -> {
          int tid = Threads.currentTid();
          ThreadScheduling wanted = ThreadScheduling.fifo(37).withResetOnFork();
          Threads.setScheduling(tid, wanted);
          assertEquals(wanted, Threads.scheduling(0));
          assertEquals(37, Task.find(tid).orElseThrow().realTimePriority());
          return chrt(tid);
        });
    assertTrue(seen.contains("SCHED_FIFO|SCHED_RESET_ON_FORK"), seen);
    assertTrue(seen.contains("priority: 37"), seen);
  }

  @Test
  void chrtSeesRoundRobinAndTheWayBack() throws Exception {
    Rights.requireProgram("chrt");
    Rights.require(Capability.SYS_NICE);
    OnThread.call(() -> {
      int tid = Threads.currentTid();
      Threads.setScheduling(0, ThreadScheduling.roundRobin(1));
      assertTrue(chrt(tid).contains("SCHED_RR"));
      Threads.setScheduling(0, ThreadScheduling.other());
      assertTrue(chrt(tid).contains("SCHED_OTHER"));
      return tid;
    });
  }

  @Test
  void chrtSeesTheDeadlineThatWasSet() throws Exception {
    Rights.requireProgram("chrt");
    Rights.require(Capability.SYS_NICE);
    OnThread.call(() -> {
      ThreadScheduling wanted =
          ThreadScheduling.deadline(100_000, 5_000_000, 10_000_000).withResetOnFork();
      Threads.setScheduling(0, wanted);
      int tid = Threads.currentTid();
      String seen = text(Peers.run("cat", "/proc/self/task/../../" + tid + "/sched"));
      assertEquals(wanted, Threads.scheduling(0));
      assertTrue(chrt(tid).contains("100000/5000000/10000000"), chrt(tid));
      assertTrue(seen.contains("dl.runtime"), seen);
      Threads.setScheduling(0, ThreadScheduling.other());
      return tid;
    });
  }

  @Test
  void tasksetSeesTheAffinityThatWasSet() throws Exception {
    Rights.requireProgram("taskset");
    CpuSet all = Threads.affinity(0);
    CpuSet one = CpuSet.of(all.first());
    OnThread.call(() -> {
      int tid = Threads.currentTid();
      Threads.setAffinity(tid, one);
      assertEquals(one, Threads.affinity(0));
      assertEquals(one.first(), Threads.currentCpu());
      String seen = text(Peers.run("taskset", "-cp", Integer.toString(tid)));
      assertEquals(one, CpuSet.parse(seen.substring(seen.lastIndexOf(':') + 1)));
      return tid;
    });
    assertEquals(all, Threads.affinity(0));
  }

  @Test
  void refusalsNameTheCallAndTheError() {
    LinuxException invalid =
        assertThrows(
            LinuxException.class, () -> Threads.setScheduling(0, ThreadScheduling.fifo(100)));
    assertEquals("EINVAL", invalid.symbol());
    assertEquals(
        "sched_setscheduler(0, SCHED_FIFO 100): Invalid argument (EINVAL)", invalid.getMessage());
    LinuxException gone =
        assertThrows(LinuxException.class, () -> Threads.affinity(Integer.MAX_VALUE));
    assertEquals(Errno.ESRCH, gone.errno());
    LinuxException none =
        assertThrows(LinuxException.class, () -> Threads.setAffinity(0, CpuSet.of(8191)));
    assertEquals(Errno.EINVAL, none.errno());
  }

  @Test
  void aNameIsWhatTheKernelShows() throws Exception {
    String name =
        OnThread.call(() -> {
          Threads.setName("a name longer than fifteen");
          assertEquals(Threads.name(), Task.find(Threads.currentTid()).orElseThrow().name());
          return Threads.name();
        });
    assertEquals("a name longer t", name);
  }

  @Test
  void timerSlackIsKept() throws Exception {
    long slack =
        OnThread.call(() -> {
          Threads.setTimerSlack(4321);
          return Threads.timerSlack();
        });
    assertEquals(4321, slack);
  }

  @Test
  void prioritiesSpanOneToNinetyNine() {
    assertEquals(1, Threads.lowestPriority(Scheduler.FIFO));
    assertEquals(99, Threads.highestPriority(Scheduler.RR));
  }

  @Test
  void theStackHoldsTheCallersFrames() throws Exception {
    long bytes = OnThread.call(() -> Threads.stack().byteSize());
    assertTrue(bytes >= 256 << 10, "stack of " + bytes);
  }
}
