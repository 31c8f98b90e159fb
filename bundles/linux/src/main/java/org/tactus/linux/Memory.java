// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.tactus.linux.internal.Libc;
import org.tactus.linux.internal.SystemCalls;

/**
 * Mapping, locking and placing memory. Segments returned have the global scope: nothing stops an
 * access after {@link #unmap}, which is then a fault of the process. For the control path.
 */
public final class Memory {
  private static final int PROT_NONE = 0;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE = 0x02;
  private static final int MAP_ANONYMOUS = 0x20;
  private static final int MAP_NORESERVE = 0x4000;
  private static final int MAP_HUGETLB = 0x40000;
  private static final int MAP_HUGE_SHIFT = 26;
  private static final int MCL_CURRENT = 1;
  private static final int MCL_FUTURE = 2;
  private static final int MCL_ONFAULT = 4;
  private static final int MADV_HUGEPAGE = 14;
  private static final int MADV_NOHUGEPAGE = 15;
  private static final int MADV_POPULATE_WRITE = 23;
  private static final int MPOL_BIND = 2;
  private static final int MPOL_MF_STRICT = 1;
  private static final int MPOL_MF_MOVE = 2;
  private static final int MPOL_F_NODE = 1;
  private static final int MPOL_F_ADDR = 2;
  private static final int PR_SET_VMA = 0x53564d41;
  private static final int PR_SET_VMA_ANON_NAME = 0;
  private static final long MAP_FAILED = -1;
  private static final int NODE_MASK_BYTES = 128;

  private Memory() {}

  /** Locks what is mapped now and fills it in ({@code mlockall(MCL_CURRENT)}). */
  public static void lockCurrent() {
    Libc.check(Libc.mlockall(MCL_CURRENT), "mlockall(MCL_CURRENT)");
  }

  /**
   * Locks what will be mapped from now on: page by page when first touched ({@code onFault}) or
   * whole when mapped. What is mapped now keeps its state.
   */
  public static void lockFuture(boolean onFault) {
    Libc.check(
        Libc.mlockall(MCL_FUTURE | (onFault ? MCL_ONFAULT : 0)),
        onFault ? "mlockall(MCL_FUTURE|MCL_ONFAULT)" : "mlockall(MCL_FUTURE)");
  }

  /** Unlocks everything, now and for the future. */
  public static void unlockAll() {
    Libc.check(Libc.munlockall(), "munlockall");
  }

  /** Locks the pages of a segment and fills them in. */
  public static void lock(MemorySegment segment) {
    Libc.check(
        Libc.mlock(segment.address(), segment.byteSize()),
        "mlock(" + segment.byteSize() + " bytes)");
  }

  /** Unlocks the pages of a segment. */
  public static void unlock(MemorySegment segment) {
    Libc.check(
        Libc.munlock(segment.address(), segment.byteSize()),
        "munlock(" + segment.byteSize() + " bytes)");
  }

  /** Reserves addresses without memory behind them; a multiple of the page size. */
  public static MemorySegment reserve(long bytes) {
    return map(
        bytes,
        PROT_NONE,
        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
        "mmap(" + bytes + " bytes reserved)");
  }

  /** Maps zeroed private memory of ordinary pages. */
  public static MemorySegment map(long bytes) {
    return map(bytes, PROT_READ_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, "mmap(" + bytes + " bytes)");
  }

  /**
   * Maps zeroed private memory of explicit huge pages, which must be in the kernel's pool.
   *
   * @param bytes a multiple of {@code pageBytes}
   * @param pageBytes the size of the pages, a power of two that the kernel supports
   */
  public static MemorySegment mapHuge(long bytes, long pageBytes) {
    int size = Long.numberOfTrailingZeros(pageBytes) << MAP_HUGE_SHIFT;
    return map(
        bytes,
        PROT_READ_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | size,
        "mmap(" + bytes + " bytes, MAP_HUGETLB " + pageBytes + ")");
  }

  private static MemorySegment map(long bytes, int protection, int flags, String call) {
    long address = Libc.mmap(0, bytes, protection, flags, -1, 0);
    if (address == MAP_FAILED) {
      throw new LinuxException(call, Libc.errno());
    }
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  /** Makes reserved addresses readable and writable. */
  public static void makeAccessible(MemorySegment segment) {
    Libc.check(
        Libc.mprotect(segment.address(), segment.byteSize(), PROT_READ_WRITE),
        "mprotect(" + segment.byteSize() + " bytes)");
  }

  /** Gives a mapping back; a later access to it kills the process. */
  public static void unmap(MemorySegment segment) {
    Libc.check(
        Libc.munmap(segment.address(), segment.byteSize()),
        "munmap(" + segment.byteSize() + " bytes)");
  }

  /**
   * Fills in every page of a segment for writing. Unlike touching, it fails where a huge page is
   * missing; needs a kernel of 5.14 or later.
   */
  public static void populate(MemorySegment segment) {
    Libc.check(
        Libc.madvise(segment.address(), segment.byteSize(), MADV_POPULATE_WRITE),
        "madvise(" + segment.byteSize() + " bytes, MADV_POPULATE_WRITE)");
  }

  /** Advises the kernel to use transparent huge pages for a segment, or not to. */
  public static void adviseHugePages(MemorySegment segment, boolean huge) {
    Libc.check(
        Libc.madvise(segment.address(), segment.byteSize(), huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE),
        huge ? "madvise(MADV_HUGEPAGE)" : "madvise(MADV_NOHUGEPAGE)");
  }

  /**
   * Names an anonymous mapping, so that {@code smaps} shows {@code [anon:NAME]}.
   *
   * @param name at most 79 printable ASCII characters without {@code [ ] \ $ `}
   * @return false where the kernel was built without {@code CONFIG_ANON_VMA_NAME}
   */
  public static boolean nameMapping(MemorySegment segment, String name) {
    try (Arena arena = Arena.ofConfined()) {
      int result =
          Libc.prctl(
              PR_SET_VMA,
              PR_SET_VMA_ANON_NAME,
              segment.address(),
              segment.byteSize(),
              arena.allocateFrom(name).address());
      if (result == 0) {
        return true;
      }
      if (Libc.errno() == Errno.EINVAL) {
        return false;
      }
      throw new LinuxException("prctl(PR_SET_VMA_ANON_NAME, " + name + ")", Libc.errno());
    }
  }

  /** Binds a segment to a NUMA node; pages already there move. */
  public static void bind(MemorySegment segment, int node) {
    if (node < 0 || node >= NODE_MASK_BYTES * 8) {
      throw new IllegalArgumentException(
          "NUMA node " + node + " is not between 0 and " + (NODE_MASK_BYTES * 8 - 1));
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mask = arena.allocate(NODE_MASK_BYTES, 8);
      mask.set(ValueLayout.JAVA_LONG, (node / 64) * 8L, 1L << (node % 64));
      Libc.check(
          Libc.syscall(
              SystemCalls.MBIND,
              segment.address(),
              segment.byteSize(),
              MPOL_BIND,
              mask.address(),
              NODE_MASK_BYTES * 8L + 1,
              MPOL_MF_STRICT | MPOL_MF_MOVE),
          "mbind(" + segment.byteSize() + " bytes, node " + node + ")");
    }
  }

  /**
   * The NUMA node of the page at the begin of a segment, which is filled in when it is not there.
   */
  public static int nodeOf(MemorySegment segment) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment node = arena.allocate(ValueLayout.JAVA_INT);
      Libc.check(
          Libc.syscall(
              SystemCalls.GET_MEMPOLICY,
              node.address(),
              0,
              0,
              segment.address(),
              MPOL_F_NODE | MPOL_F_ADDR,
              0),
          "get_mempolicy(MPOL_F_NODE)");
      return node.get(ValueLayout.JAVA_INT, 0);
    }
  }
}
