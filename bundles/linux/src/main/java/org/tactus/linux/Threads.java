// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import org.tactus.linux.internal.Libc;
import org.tactus.linux.internal.SystemCalls;

/**
 * Scheduling, affinity, name and stack of kernel threads. A thread is named by its kernel thread
 * number (tid), 0 is the calling thread. For the control path: these calls allocate.
 */
public final class Threads {
  private static final int RESET_ON_FORK = 0x40000000;
  private static final long FLAG_RESET_ON_FORK = 1;

  /** 8192 CPUs, the largest mask of any kernel; a shorter one is refused with EINVAL there. */
  private static final int MASK_BYTES = 1024;

  /** {@code SCHED_ATTR_SIZE_VER0} of include/uapi/linux/sched/types.h. */
  private static final int ATTRIBUTE_BYTES = 48;

  private static final int PR_SET_NAME = 15;
  private static final int PR_GET_NAME = 16;
  private static final int PR_SET_TIMERSLACK = 29;
  private static final int PR_GET_TIMERSLACK = 30;

  private Threads() {}

  /** The kernel's number of the calling thread. Allocates nothing. */
  public static int currentTid() {
    return Libc.gettid();
  }

  /** The number of this process. */
  public static int pid() {
    return Libc.getpid();
  }

  /** The CPU that the calling thread runs on at this moment. Allocates nothing. */
  public static int currentCpu() {
    return Libc.sched_getcpu();
  }

  /**
   * Sets a thread's scheduling by {@code sched_setscheduler}, DEADLINE by {@code sched_setattr}.
   */
  public static void setScheduling(int tid, ThreadScheduling scheduling) {
    if (scheduling.scheduler() == Scheduler.DEADLINE) {
      setAttributes(tid, scheduling);
      return;
    }
    int policy = scheduling.scheduler().number() | (scheduling.resetOnFork() ? RESET_ON_FORK : 0);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment parameter = arena.allocateFrom(ValueLayout.JAVA_INT, scheduling.priority());
      Libc.check(
          Libc.sched_setscheduler(tid, policy, parameter.address()),
          "sched_setscheduler(" + tid + ", " + scheduling + ")");
    }
  }

  private static void setAttributes(int tid, ThreadScheduling scheduling) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(ATTRIBUTE_BYTES, 8);
      attributes.set(ValueLayout.JAVA_INT, 0, ATTRIBUTE_BYTES);
      attributes.set(ValueLayout.JAVA_INT, 4, scheduling.scheduler().number());
      attributes.set(ValueLayout.JAVA_LONG, 8, scheduling.resetOnFork() ? FLAG_RESET_ON_FORK : 0);
      attributes.set(ValueLayout.JAVA_INT, 16, scheduling.nice());
      attributes.set(ValueLayout.JAVA_INT, 20, scheduling.priority());
      attributes.set(ValueLayout.JAVA_LONG, 24, scheduling.runtimeNanos());
      attributes.set(ValueLayout.JAVA_LONG, 32, scheduling.deadlineNanos());
      attributes.set(ValueLayout.JAVA_LONG, 40, scheduling.periodNanos());
      Libc.check(
          Libc.syscall(SystemCalls.SCHED_SETATTR, tid, attributes.address(), 0, 0, 0, 0),
          "sched_setattr(" + tid + ", " + scheduling + ")");
    }
  }

  /**
   * Reads a thread's scheduling: policy and priority by {@code sched_getscheduler} and {@code
   * sched_getparam}, the rest by {@code sched_getattr}.
   */
  public static ThreadScheduling scheduling(int tid) {
    try (Arena arena = Arena.ofConfined()) {
      int policy = Libc.check(Libc.sched_getscheduler(tid), "sched_getscheduler(" + tid + ")");
      MemorySegment parameter = arena.allocate(ValueLayout.JAVA_INT);
      Libc.check(Libc.sched_getparam(tid, parameter.address()), "sched_getparam(" + tid + ")");
      MemorySegment attributes = arena.allocate(ATTRIBUTE_BYTES, 8);
      Libc.check(
          Libc.syscall(
              SystemCalls.SCHED_GETATTR, tid, attributes.address(), ATTRIBUTE_BYTES, 0, 0, 0),
          "sched_getattr(" + tid + ")");
      Scheduler scheduler = Scheduler.ofNumber(policy & ~RESET_ON_FORK);
      boolean deadline = scheduler == Scheduler.DEADLINE;
      boolean timeShared = scheduler == Scheduler.OTHER || scheduler == Scheduler.BATCH;
      return new ThreadScheduling(
          scheduler,
          parameter.get(ValueLayout.JAVA_INT, 0),
          timeShared ? attributes.get(ValueLayout.JAVA_INT, 16) : 0,
          (policy & RESET_ON_FORK) != 0,
          deadline ? attributes.get(ValueLayout.JAVA_LONG, 24) : 0,
          deadline ? attributes.get(ValueLayout.JAVA_LONG, 32) : 0,
          deadline ? attributes.get(ValueLayout.JAVA_LONG, 40) : 0);
    }
  }

  /** The lowest priority of a policy, 1 for FIFO and RR. */
  public static int lowestPriority(Scheduler scheduler) {
    return Libc.check(
        Libc.sched_get_priority_min(scheduler.number()),
        "sched_get_priority_min(" + scheduler + ")");
  }

  /** The highest priority of a policy, 99 for FIFO and RR. */
  public static int highestPriority(Scheduler scheduler) {
    return Libc.check(
        Libc.sched_get_priority_max(scheduler.number()),
        "sched_get_priority_max(" + scheduler + ")");
  }

  /** Restricts a thread to CPUs; the kernel ignores those outside its cpuset. */
  public static void setAffinity(int tid, CpuSet cpus) {
    byte[] mask = cpus.toBitSet().toByteArray();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(MASK_BYTES, 8);
      MemorySegment.copy(mask, 0, memory, ValueLayout.JAVA_BYTE, 0, mask.length);
      Libc.check(
          Libc.sched_setaffinity(tid, MASK_BYTES, memory.address()),
          "sched_setaffinity(" + tid + ", " + cpus + ")");
    }
  }

  /** The CPUs that a thread may run on. */
  public static CpuSet affinity(int tid) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(MASK_BYTES, 8);
      Libc.check(
          Libc.sched_getaffinity(tid, MASK_BYTES, memory.address()),
          "sched_getaffinity(" + tid + ")");
      return CpuSet.of(BitSet.valueOf(memory.toArray(ValueLayout.JAVA_BYTE)));
    }
  }

  /** Names the calling thread for the kernel; it keeps the first 15 bytes. */
  public static void setName(String name) {
    try (Arena arena = Arena.ofConfined()) {
      Libc.check(
          Libc.prctl(PR_SET_NAME, arena.allocateFrom(name).address(), 0, 0, 0),
          "prctl(PR_SET_NAME, " + name + ")");
    }
  }

  /** The kernel's name of the calling thread, at most 15 bytes. */
  public static String name() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(16);
      Libc.check(Libc.prctl(PR_GET_NAME, name.address(), 0, 0, 0), "prctl(PR_GET_NAME)");
      return name.getString(0);
    }
  }

  /**
   * Sets how much later than asked the kernel may end a sleep of the calling thread, in
   * nanoseconds, at least 1. Newer kernels ignore it for real-time threads, whose slack is zero.
   */
  public static void setTimerSlack(long nanos) {
    Libc.check(Libc.prctl(PR_SET_TIMERSLACK, nanos, 0, 0, 0), "prctl(PR_SET_TIMERSLACK)");
  }

  /** How much later than asked the kernel may end a sleep of the calling thread, nanoseconds. */
  public static long timerSlack() {
    return Libc.check(Libc.prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0), "prctl(PR_GET_TIMERSLACK)");
  }

  /**
   * The stack of the calling thread as libc made it, guard pages included: its lowest address and
   * its size in bytes.
   */
  public static MemorySegment stack() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(128, 8);
      int failed = Libc.pthread_getattr_np(Libc.pthread_self(), attributes.address());
      if (failed != 0) {
        throw new LinuxException("pthread_getattr_np", failed);
      }
      try {
        MemorySegment lowest = arena.allocate(ValueLayout.JAVA_LONG);
        MemorySegment size = arena.allocate(ValueLayout.JAVA_LONG);
        failed = Libc.pthread_attr_getstack(attributes.address(), lowest.address(), size.address());
        if (failed != 0) {
          throw new LinuxException("pthread_attr_getstack", failed);
        }
        return MemorySegment.ofAddress(lowest.get(ValueLayout.JAVA_LONG, 0))
            .reinterpret(size.get(ValueLayout.JAVA_LONG, 0));
      } finally {
        Libc.pthread_attr_destroy(attributes.address());
      }
    }
  }
}
