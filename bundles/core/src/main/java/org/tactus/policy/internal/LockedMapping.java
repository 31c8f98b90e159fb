// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tactus.linux.Errno;
import org.tactus.linux.LinuxException;
import org.tactus.linux.Memory;
import org.tactus.linux.MemoryMapping;
import org.tactus.linux.NumaMapping;
import org.tactus.linux.SystemInformation;
import org.tactus.policy.MemoryPolicy;
import org.tactus.policy.PagePreference;
import org.tactus.policy.PolicyResult;

/**
 * Memory mapped for an arena, and what was asked for it.
 *
 * @param segment the usable memory
 * @param wanted the pages asked for
 * @param pages the pages that it was mapped with
 * @param node the NUMA node asked for, or ANY_NODE
 * @param refusals what calls of the kernel said on the way here
 */
record LockedMapping(
    MemorySegment segment,
    PagePreference wanted,
    PagePreference pages,
    int node,
    List<LinuxException> refusals) {

  /** Transparent huge pages come in 2 MB on x86-64 and, with 4 KB pages, on aarch64. */
  private static final long HUGE = 1L << 21;

  /**
   * Maps with the wanted pages or the next smaller ones, binds, writes once per page and locks.
   *
   * @throws IllegalStateException when there is not enough memory of any kind
   */
  static LockedMapping make(long bytes, PagePreference wanted, int node) {
    List<LinuxException> refusals = new ArrayList<>();
    PagePreference pages = wanted;
    while (true) {
      Optional<MemorySegment> segment = map(bytes, pages, node, refusals);
      if (segment.isPresent()) {
        lock(segment.get(), pages, refusals);
        return new LockedMapping(segment.get(), wanted, pages, node, List.copyOf(refusals));
      }
      if (pages == PagePreference.PLAIN) {
        throw new IllegalStateException(
            bytes
                + " bytes of memory cannot be had ("
                + refusals.getLast().getMessage()
                + "); ask for less or give the process more");
      }
      pages = pages.next();
    }
  }

  private static Optional<MemorySegment> map(
      long bytes, PagePreference pages, int node, List<LinuxException> refusals) {
    boolean explicit = pages == PagePreference.HUGE_1G || pages == PagePreference.HUGE_2M;
    MemorySegment segment;
    try {
      segment =
          explicit
              ? Memory.mapHuge(roundUp(bytes, pages.pageBytes()), pages.pageBytes())
              : mapBetweenGuards(bytes, pages);
    } catch (LinuxException e) {
      refusals.add(e);
      return Optional.empty();
    }
    if (node != MemoryPolicy.ANY_NODE) {
      try {
        Memory.bind(segment, node);
      } catch (LinuxException e) {
        refusals.add(e);
      }
    }
    if (explicit) {
      // Touching a huge page that a node does not have kills the process; asking does not.
      try {
        Memory.populate(segment);
      } catch (LinuxException e) {
        refusals.add(e);
        Memory.unmap(segment);
        return Optional.empty();
      }
    }
    segment.fill((byte) 0);
    return Optional.of(segment);
  }

  /** The guards keep the kernel from merging the mapping with a neighbour, and catch overruns. */
  private static MemorySegment mapBetweenGuards(long bytes, PagePreference pages) {
    long guard = SystemInformation.pageBytes();
    boolean huge = pages == PagePreference.TRANSPARENT;
    long alignment = huge ? HUGE : guard;
    long length = roundUp(bytes, alignment);
    MemorySegment reserved = Memory.reserve(length + alignment + 2 * guard);
    long start = roundUp(reserved.address() + guard, alignment) - reserved.address();
    MemorySegment segment = reserved.asSlice(start, length);
    // Advice comes first: where later mappings are locked, access fills them in.
    adviseHugePages(segment, huge);
    Memory.makeAccessible(segment);
    return segment;
  }

  /** A kernel without transparent huge pages answers EINVAL, and then never collapses pages. */
  private static void adviseHugePages(MemorySegment segment, boolean huge) {
    try {
      Memory.adviseHugePages(segment, huge);
    } catch (LinuxException e) {
      if (e.errno() != Errno.EINVAL) {
        throw e;
      }
    }
  }

  private static void lock(
      MemorySegment segment, PagePreference pages, List<LinuxException> refusals) {
    try {
      Memory.lock(segment);
    } catch (LinuxException e) {
      refusals.add(e);
    }
    if (pages == PagePreference.TRANSPARENT) {
      // What did not come as huge pages must not be collapsed behind a running cycle.
      List<MemoryMapping> mappings = MemoryMapping.within(segment.address(), segment.byteSize());
      if (mappings.stream().mapToLong(MemoryMapping::anonHugePages).sum() < segment.byteSize()) {
        adviseHugePages(segment, false);
      }
    }
  }

  private static long roundUp(long bytes, long unit) {
    if (bytes > Long.MAX_VALUE - unit) {
      throw new IllegalStateException(
          bytes + " bytes of memory cannot be had; no machine has that much");
    }
    return (bytes + unit - 1) / unit * unit;
  }

  /** Reads back what the kernel made of it. */
  List<PolicyResult> verify(String name) {
    List<MemoryMapping> mappings = MemoryMapping.within(segment.address(), segment.byteSize());
    List<PolicyResult> results = new ArrayList<>();
    results.add(verifyLock(name, mappings));
    results.add(verifyPages(name, mappings));
    if (node != MemoryPolicy.ANY_NODE) {
      results.add(verifyNode(name));
    }
    return results;
  }

  private PolicyResult verifyLock(String name, List<MemoryMapping> mappings) {
    long size = mappings.stream().mapToLong(MemoryMapping::size).sum();
    long huge = mappings.stream().mapToLong(MemoryMapping::hugetlb).sum();
    long resident = huge + mappings.stream().mapToLong(MemoryMapping::rss).sum();
    // Pages of hugetlbfs are never swapped, and the kernel does not count them as locked.
    long locked = huge + mappings.stream().mapToLong(MemoryMapping::locked).sum();
    String effective = "Size " + kib(size) + ", Rss " + kib(resident) + ", Locked " + kib(locked);
    String requested = "Size = Rss = Locked = " + kib(segment.byteSize());
    boolean ok = size == segment.byteSize() && resident == segment.byteSize() && locked == resident;
    return ok
        ? PolicyResult.applied(name + " locked", requested, effective)
        : PolicyResult.failed(name + " locked", requested, effective, Remedies.memoryLock());
  }

  private PolicyResult verifyPages(String name, List<MemoryMapping> mappings) {
    long page = mappings.getFirst().kernelPageSize();
    long transparent = mappings.stream().mapToLong(MemoryMapping::anonHugePages).sum();
    String effective =
        kib(page)
            + (transparent > 0 ? " with " + kib(transparent) + " in transparent huge pages" : "");
    boolean ok =
        switch (wanted) {
          case HUGE_1G, HUGE_2M -> page == wanted.pageBytes();
          case TRANSPARENT -> transparent == segment.byteSize();
          case PLAIN -> page == SystemInformation.pageBytes();
        };
    return ok
        ? PolicyResult.applied(name + " pages", wanted.description(), effective)
        : PolicyResult.failed(
            name + " pages", wanted.description(), effective, pagesRemedy(wanted));
  }

  private String pagesRemedy(PagePreference missing) {
    return switch (missing) {
      case HUGE_1G, HUGE_2M -> {
        long count = roundUp(segment.byteSize(), missing.pageBytes()) / missing.pageBytes();
        yield "The kernel's pool has too few: add at least "
            + count
            + " to /sys/kernel/mm/hugepages/hugepages-"
            + missing.pageBytes() / 1024
            + "kB/nr_hugepages, at boot by hugepagesz="
            + (missing == PagePreference.HUGE_1G ? "1G" : "2M")
            + " hugepages="
            + count;
      }
      case TRANSPARENT ->
          "Write madvise to /sys/kernel/mm/transparent_hugepage/enabled and defrag; if memory is"
              + " fragmented write 1 to /proc/sys/vm/compact_memory before Tactus starts";
      case PLAIN -> "Write madvise to /sys/kernel/mm/transparent_hugepage/enabled";
    };
  }

  private PolicyResult verifyNode(String name) {
    String requested = "node " + node;
    if (!NumaMapping.isSupported()) {
      return node == 0
          ? PolicyResult.applied(name + " node", requested, "the only one, a kernel without NUMA")
          : PolicyResult.failed(
              name + " node",
              requested,
              "a kernel without NUMA",
              "Name node 0, or use a kernel with CONFIG_NUMA");
    }
    Optional<NumaMapping> placed = NumaMapping.at(segment.address());
    String effective =
        placed.map(p -> p.policy() + ", pages " + p.pagesByNode()).orElse("no mapping");
    boolean ok =
        placed.isPresent()
            && placed.get().pagesByNode().size() == 1
            && placed.get().pagesByNode().containsKey(node);
    return ok
        ? PolicyResult.applied(name + " node", requested, effective)
        : PolicyResult.failed(
            name + " node",
            requested,
            effective,
            "Name a node of /sys/devices/system/node/has_memory ("
                + nodesWithMemory()
                + ") with enough free memory that the process may use (Mems_allowed_list in"
                + " /proc/self/status)");
  }

  private static String nodesWithMemory() {
    try {
      return Files.readString(Path.of("/sys/devices/system/node/has_memory")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String kib(long bytes) {
    return bytes / 1024 + " KiB";
  }
}
