// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringReader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tactus.linux.Capability;
import org.tactus.linux.Memory;
import org.tactus.linux.MemoryMapping;
import org.tactus.linux.NumaMapping;
import org.tactus.linux.SystemInformation;
import org.tactus.machine.internal.Configured;
import org.tactus.machine.internal.Peers;
import org.tactus.machine.internal.RecordingLogger;
import org.tactus.policy.LockedArena;
import org.tactus.policy.MemoryPolicy;
import org.tactus.policy.PagePreference;
import org.tactus.policy.PolicyResult;

class MemoryComponentTest {
  private static final long HUGE = 2 << 20;
  private static final Path POOL =
      Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages");

  private final RecordingLogger log = new RecordingLogger();
  private final long page = SystemInformation.pageBytes();

  private MemoryComponent component(Map<String, Object> values) {
    return new MemoryComponent(
        log.logger(), Configured.with(MemoryConfiguration.class, values), values);
  }

  private static PolicyResult named(List<PolicyResult> results, String name) {
    return results.stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
  }

  /** The mapping of a segment as another process reads it. */
  private static MemoryMapping seenFromOutside(MemorySegment segment) throws IOException {
    byte[] smaps =
        org.tactus.testkit.Peers.run("cat", "/proc/" + ProcessHandle.current().pid() + "/smaps");
    return MemoryMapping.parse(new StringReader(new String(smaps, StandardCharsets.UTF_8))).stream()
        .filter(m -> m.start() == segment.address())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anArenaIsResidentAndLockedWhole() throws IOException {
    LockedArena arena = component(Map.of()).allocate("demo", 100_000, MemoryPolicy.ANY_NODE);
    MemorySegment segment = arena.segment();
    assertEquals(0, segment.byteSize() % page);
    assertTrue(segment.byteSize() >= 100_000 && segment.byteSize() < 100_000 + page);
    assertTrue(arena.policy().stream().allMatch(PolicyResult::ok), arena.policy().toString());
    MemoryMapping seen = seenFromOutside(segment);
    assertEquals(segment.byteSize(), seen.size());
    assertEquals(segment.byteSize(), seen.rss());
    assertEquals(segment.byteSize(), seen.locked());
    assertEquals(page, seen.kernelPageSize());
    assertTrue(seen.flags().contains("nh"), seen.flags().toString());
    assertTrue(seen.path().isEmpty() || seen.path().equals("[anon:tactus demo]"), seen.path());
  }

  @Test
  void aPartIsAlignedZeroedAndItsOwn() {
    LockedArena arena = component(Map.of()).allocate("demo", 4 * page, MemoryPolicy.ANY_NODE);
    MemorySegment first = arena.carve(3, 1);
    MemorySegment second = arena.carve(128, 64);
    assertEquals(0, second.address() % 64);
    first.fill((byte) 1);
    assertEquals(-1, second.mismatch(MemorySegment.ofArray(new byte[128])));
    assertEquals(64 - 3, second.address() - first.address() - 3);
    assertEquals(4 * page - 192, arena.remaining());
    assertThrows(IndexOutOfBoundsException.class, () -> first.get(ValueLayout.JAVA_BYTE, 3));
    assertThrows(IllegalArgumentException.class, () -> arena.carve(0, 1));
    assertThrows(IllegalArgumentException.class, () -> arena.carve(1, 3));
    IllegalStateException full =
        assertThrows(IllegalStateException.class, () -> arena.carve(4 * page, 1));
    assertTrue(full.getMessage().contains("arena 'demo' has"), full.getMessage());
    arena.carve(arena.remaining(), 1);
    assertEquals(0, arena.remaining());
  }

  @Test
  void releasedMemoryStaysMappedAndIsUsedAgainZeroed() {
    MemoryComponent component = component(Map.of());
    LockedArena first = component.allocate("first", 3 * page, MemoryPolicy.ANY_NODE);
    MemorySegment late = first.carve(16, 16);
    late.fill((byte) 7);
    assertEquals(List.of(first), component.arenas());
    first.release();
    first.release();
    assertEquals(List.of(), component.arenas());
    assertEquals(3 * page, component.pooledBytes());
    assertEquals(7, late.get(ValueLayout.JAVA_BYTE, 0));
    assertThrows(IllegalStateException.class, () -> first.carve(1, 1));

    LockedArena tooLarge = component.allocate("large", 4 * page, MemoryPolicy.ANY_NODE);
    assertNotEquals(first.segment().address(), tooLarge.segment().address());
    LockedArena again = component.allocate("again", 2 * page, MemoryPolicy.ANY_NODE);
    assertEquals(first.segment().address(), again.segment().address());
    assertEquals(0, component.pooledBytes());
    assertEquals(0, again.carve(16, 16).get(ValueLayout.JAVA_BYTE, 0));
    assertEquals("arena again locked", again.policy().getFirst().name());
    assertTrue(again.policy().stream().allMatch(PolicyResult::ok));
  }

  @Test
  void anArenaLiesOnItsNode() {
    assumeTrue(NumaMapping.isSupported(), "kernel without NUMA");
    MemoryComponent component = component(Map.of());
    PolicyResult here = named(component.allocate("here", page, 0).policy(), "arena here node");
    assertTrue(here.ok(), here.toString());
    assertTrue(here.effective().startsWith("bind:0"), here.effective());
    PolicyResult nowhere =
        named(component.allocate("nowhere", page, 999).policy(), "arena nowhere node");
    assertFalse(nowhere.ok());
    assertTrue(nowhere.remedy().contains("has_memory"), nowhere.remedy());
  }

  @Test
  void missingHugePagesAreReplacedVisibly() {
    LockedArena arena =
        component(Map.of("arena.pages", PagePreference.HUGE_1G))
            .allocate("huge", page, MemoryPolicy.ANY_NODE);
    PolicyResult pages = named(arena.policy(), "arena huge pages");
    assumeTrue(!pages.ok(), "this machine has 1 GB pages in its pool");
    assertEquals("1 GB huge pages", pages.requested());
    assertTrue(pages.remedy().contains("hugepages-1048576kB/nr_hugepages"), pages.remedy());
    assertTrue(named(arena.policy(), "arena huge locked").ok(), arena.policy().toString());
  }

  @Test
  void hugePagesOfThePoolAreUsed() throws IOException {
    Peers.require(Files.isWritable(POOL), "right to write '" + POOL + "' not given");
    String before = Files.readString(POOL).strip();
    Files.writeString(POOL, Long.toString(Long.parseLong(before) + 2));
    try {
      assumeTrue(
          Long.parseLong(Files.readString(POOL).strip()) >= Long.parseLong(before) + 2,
          "two huge pages of memory not free");
      LockedArena arena =
          component(Map.of("arena.pages", PagePreference.HUGE_2M))
              .allocate("huge", HUGE + 1, MemoryPolicy.ANY_NODE);
      assertTrue(arena.policy().stream().allMatch(PolicyResult::ok), arena.policy().toString());
      assertEquals(2 * HUGE, arena.segment().byteSize());
      MemoryMapping seen = seenFromOutside(arena.segment());
      assertEquals(HUGE, seen.kernelPageSize());
      assertEquals(2 * HUGE, seen.hugetlb());
      arena.release();
      Memory.unmap(arena.segment());
    } finally {
      Files.writeString(POOL, before);
    }
  }

  @Test
  void transparentHugePagesAreVerified() throws IOException {
    Path enabled = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    assumeTrue(
        Files.isReadable(enabled) && !Files.readString(enabled).contains("[never]"),
        "kernel without transparent huge pages");
    LockedArena arena =
        component(Map.of("arena.pages", PagePreference.TRANSPARENT))
            .allocate("thp", HUGE, MemoryPolicy.ANY_NODE);
    assertEquals(0, arena.segment().address() % HUGE);
    MemoryMapping seen = seenFromOutside(arena.segment());
    PolicyResult pages = named(arena.policy(), "arena thp pages");
    assertEquals(seen.anonHugePages() == HUGE, pages.ok(), pages.toString());
    assertEquals(pages.ok(), pages.remedy().isEmpty());
    assertTrue(named(arena.policy(), "arena thp locked").ok(), arena.policy().toString());
  }

  @Test
  void theProcessIsLockedAndItsFutureToo() throws IOException {
    Peers.require(Capability.IPC_LOCK.isEffective(), "right 'CAP_IPC_LOCK' not given");
    MemoryComponent component = component(Map.of());
    assertTrue(component.processResults().isEmpty());
    try {
      List<PolicyResult> results = component.lockProcess();
      assertTrue(results.stream().allMatch(PolicyResult::ok), results.toString());
      assertEquals(results, component.processResults());
      assertEquals("locked when touched", named(results, "future memory").effective());
      MemorySegment later = Memory.reserve(4 * page).asSlice(page, 2 * page);
      Memory.makeAccessible(later);
      later.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
      assertTrue(seenFromOutside(later).isLocked());

      MemoryComponent whole = component(Map.of("future", MemoryConfiguration.Future.WHOLE));
      assertEquals("locked when mapped", named(whole.lockProcess(), "future memory").effective());
    } finally {
      Memory.unlockAll();
    }
  }

  @Test
  void aStackIsFilledInAndLocked() throws Exception {
    MemoryComponent component = component(Map.of());
    PolicyResult stack = Outside.onThread("stacked", component::lockStack);
    assertEquals("stacked stack", stack.name());
    assertTrue(stack.ok(), stack.toString());
    assertFalse(stack.effective().startsWith("Size 0"), stack.effective());
  }

  @Test
  void nonsenseIsRefused() {
    MemoryComponent component = component(Map.of("arena.page", "x"));
    assertTrue(log.lines().getFirst().contains("arena.page,"), log.lines().toString());
    assertThrows(IllegalArgumentException.class, () -> component.allocate("none", 0, 0));
    IllegalStateException tooMuch =
        assertThrows(
            IllegalStateException.class,
            () -> component.allocate("much", 1L << 50, MemoryPolicy.ANY_NODE));
    assertTrue(tooMuch.getMessage().contains("cannot be had"), tooMuch.getMessage());
    assertThrows(
        IllegalStateException.class,
        () -> component.allocate("most", Long.MAX_VALUE, MemoryPolicy.ANY_NODE));
  }
}
