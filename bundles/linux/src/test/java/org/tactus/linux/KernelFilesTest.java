// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KernelFilesTest {

  private static final String SMAPS =
      """
      55d0c8a00000-55d0c8a21000 rw-p 00000000 00:00 0                          [heap]
      Size:                132 kB
      KernelPageSize:        4 kB
      Rss:                  64 kB
      Locked:               60 kB
      THPeligible:           0
      VmFlags: rd wr mr mw me ac sd
      7f0000000000-7f0000200000 rw-p 00000000 00:0f 1234    /anon_hugepage (deleted)
      Size:               2048 kB
      KernelPageSize:     2048 kB
      Rss:                   0 kB
      Private_Hugetlb:    2048 kB
      Locked:                0 kB
      VmFlags: rd wr mr mw me lo ht sd
      """;

  @Test
  void readsMappings() throws IOException {
    List<MemoryMapping> mappings = MemoryMapping.parse(new StringReader(SMAPS));
    assertEquals(2, mappings.size());
    MemoryMapping heap = mappings.getFirst();
    assertEquals("[heap]", heap.path());
    assertEquals(0x21000, heap.size());
    assertEquals(64 << 10, heap.rss());
    assertEquals(60 << 10, heap.locked());
    assertEquals(4 << 10, heap.kernelPageSize());
    assertFalse(heap.isLocked());
    assertTrue(heap.contains(0x55d0c8a20fffL));
    assertFalse(heap.contains(0x55d0c8a21000L));
    MemoryMapping huge = mappings.getLast();
    assertEquals("/anon_hugepage (deleted)", huge.path());
    assertEquals(2 << 20, huge.hugetlb());
    assertTrue(huge.isLocked());
  }

  @Test
  void namesALineThatIsNoMapping() {
    IOException e =
        assertThrows(
            IOException.class, () -> MemoryMapping.parse(new StringReader("nonsense here\n")));
    assertTrue(e.getMessage().contains("nonsense here"));
  }

  @Test
  void findsTheMappingThatHoldsAnAddress() {
    long address = Threads.stack().address() + Threads.stack().byteSize() - 8;
    List<MemoryMapping> found = MemoryMapping.within(address, 8);
    assertEquals(1, found.size());
    assertTrue(found.getFirst().contains(address));
  }

  @Test
  void readsPlacement() {
    NumaMapping mapping =
        NumaMapping.parse(
            "7f01c0000000 bind:1 anon=512 dirty=512 active=0 N0=2 N1=510 kernelpagesize_kB=4");
    assertEquals(0x7f01c0000000L, mapping.start());
    assertEquals("bind:1", mapping.policy());
    assertEquals(Map.of(0, 2L, 1, 510L), mapping.pagesByNode());
    assertEquals(4096, mapping.pageBytes());
    assertThrows(IllegalArgumentException.class, () -> NumaMapping.parse("7f01"));
  }

  @Test
  void readsAThreadWhoseNameHasBracketsAndSpaces() {
    Task task =
        Task.parse(
            "4242 (a) b (c) S 1 2 3 0 -1 4194368 11 0 22 0 33 44 0 0 -81 -3 7 0 998877 1 2"
                + " 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 1 80 1 0 0 0 0 0 0 0 0 0 0 0");
    assertEquals("a) b (c", task.name());
    assertEquals(4242, task.tid());
    assertEquals('S', task.state());
    assertEquals(11, task.minorFaults());
    assertEquals(22, task.majorFaults());
    assertEquals(33, task.userTicks());
    assertEquals(44, task.systemTicks());
    assertEquals(-3, task.nice());
    assertEquals(998877, task.startTicks());
    assertEquals(1, task.cpu());
    assertEquals(80, task.realTimePriority());
    assertEquals(Scheduler.FIFO, task.scheduler());
    assertThrows(IllegalArgumentException.class, () -> Task.parse("1 (x) S 2"));
  }

  @Test
  void findsTheThreadsOfThisProcess() throws Exception {
    int tid = OnThread.call(Threads::currentTid);
    assertTrue(Task.ofProcess().stream().anyMatch(t -> t.tid() == Threads.currentTid()));
    assertTrue(Task.find(Integer.MAX_VALUE).isEmpty());
    assertTrue(Task.findProcess(Threads.pid()).orElseThrow().startTicks() > 0);
    assertTrue(tid > 0);
  }

  @Test
  void readsScheduleTimes() {
    assertEquals(new TaskScheduleTimes(7, 8, 9), TaskScheduleTimes.parse("7 8 9\n"));
    assertThrows(IllegalArgumentException.class, () -> TaskScheduleTimes.parse("7 8"));
    assertTrue(TaskScheduleTimes.find(Threads.currentTid()).orElseThrow().runNanos() > 0);
  }

  @Test
  void readsStatusAndCapabilities() {
    ProcessStatus status =
        ProcessStatus.parse(
            List.of("Name:\tjava", "VmLck:\t  132 kB", "CapEff:\t0000000000804000"));
    assertEquals("java", status.text("Name"));
    assertEquals(132 << 10, status.bytes("VmLck"));
    assertEquals(
        Set.of(Capability.IPC_LOCK, Capability.SYS_NICE),
        Capability.in(status.effectiveCapabilities()));
    assertEquals(Threads.pid(), ProcessStatus.ofProcess().number("Pid"));
  }

  @Test
  void limitsAreThoseOfTheKernel() throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/self/limits")).stream()
            .filter(l -> l.startsWith("Max locked memory"))
            .findFirst()
            .orElseThrow();
    ResourceLimit.Values limit = ResourceLimit.MEMLOCK.get();
    String soft = limit.isUnlimited() ? "unlimited" : Long.toString(limit.soft());
    assertEquals(soft, line.substring(26).strip().split(" +")[0]);
    assertEquals(limit, ResourceLimit.MEMLOCK.set(0, limit));
  }

  @Test
  void knowsTheKernel() throws IOException {
    assertEquals(
        Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip(),
        SystemInformation.read().release());
    assertEquals(
        CpuSet.parse(Files.readString(Path.of("/sys/devices/system/cpu/online"))).size(),
        SystemInformation.onlineProcessors());
    assertEquals(0, SystemInformation.pageBytes() % 4096);
  }
}
