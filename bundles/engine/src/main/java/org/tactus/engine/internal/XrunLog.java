// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tactus.api.clock.Wake;
import org.tactus.ring.MessageRing;
import org.tactus.ring.Ring;

/**
 * Carries what is known of a late cycle from the cycle thread to the one that finds its cause, by a
 * ring; when that is full the newest are only counted.
 */
final class XrunLog {

  /**
   * A cycle that was late or lost. Times are CLOCK_MONOTONIC nanoseconds.
   *
   * @param byDevice whether a device woke it, not a timer
   * @param swapping whether a node ran old and new code in it
   * @param typicalBody what a cycle usually takes from wake-up to end
   * @param node the one that was furthest above what it usually takes
   * @param kernel what the kernel counted from the end of the cycle before
   */
  record Entry(
      long cycle,
      Wake wake,
      boolean byDevice,
      boolean swapping,
      long due,
      long woken,
      long ended,
      long deadline,
      long typicalBody,
      NodeTime node,
      KernelCounts kernel) {}

  /**
   * A node's part in it.
   *
   * @param ledger null where the node is long gone
   */
  record NodeTime(String name, Ledger ledger, long nanos, long typicalNanos) {}

  /**
   * What the kernel counted for the threads of the cycle.
   *
   * @param runNanos on a CPU, or {@link ThreadCounters#UNKNOWN}
   * @param waitNanos ready but without a CPU, likewise
   * @param cpu on which the cycle ended
   */
  record KernelCounts(
      long minorFaults,
      long majorFaults,
      long voluntarySwitches,
      long involuntarySwitches,
      long runNanos,
      long waitNanos,
      int cpu) {}

  private static final int CAPACITY = 256;

  /** Entries may outlive their plan for as long as it takes to find their causes. */
  private static final int NODES_REMEMBERED = 64;

  /** Where a field is in a message, in longs. */
  private static final class Field {
    static final int CYCLE = 0;
    static final int WAKE = 1;
    static final int DUE = 2;
    static final int WOKEN = 3;
    static final int ENDED = 4;
    static final int DEADLINE = 5;
    static final int TYPICAL_BODY = 6;
    static final int NODE = 7;
    static final int NODE_NANOS = 8;
    static final int NODE_TYPICAL_NANOS = 9;
    static final int MINOR_FAULTS = 10;
    static final int MAJOR_FAULTS = 11;
    static final int VOLUNTARY = 12;
    static final int INVOLUNTARY = 13;
    static final int RUN_NANOS = 14;
    static final int WAIT_NANOS = 15;
    static final int CPU = 16;
    static final int BY_DEVICE = 17;
    static final int SWAPPING = 18;
    static final int COUNT = 19;
  }

  private static final int BYTES = Field.COUNT * Long.BYTES;
  private static final Wake[] WAKES = Wake.values();

  /** A node without what belongs to its vendor, whose code may go. */
  private record Known(String name, Ledger ledger) {}

  private final MessageRing ring =
      MessageRing.create(
          Arena.ofAuto().allocate(MessageRing.bytes(BYTES, CAPACITY), Block.ALIGNMENT),
          BYTES,
          CAPACITY);
  private final MemorySegment memory = ring.memory();

  /** Nodes by their serial number, the oldest first. */
  private final Map<Long, Known> nodes = new LinkedHashMap<>();

  private final Set<Long> threads = ConcurrentHashMap.newKeySet();

  Ring ring() {
    return ring;
  }

  /** Makes the names of a plan's nodes known. Control thread, before the plan runs. */
  void know(Plan plan) {
    synchronized (nodes) {
      for (Instance instance : plan.instances) {
        nodes.remove(instance.serial);
        nodes.put(instance.serial, new Known(instance.name, instance.ledger));
      }
      var oldest = nodes.keySet().iterator();
      while (nodes.size() > plan.instances.size() + NODES_REMEMBERED) {
        oldest.next();
        oldest.remove();
      }
    }
  }

  /** Makes a thread known that runs nodes; the thread itself, before its first cycle. */
  void knowThread(long tid) {
    threads.add(tid);
  }

  /** Whether a thread of that number has run nodes. */
  boolean isThread(long tid) {
    return threads.contains(tid);
  }

  /** Late cycles that found the ring full. */
  long lost() {
    return ring.overruns();
  }

  void add(
      long cycle,
      Wake wake,
      boolean byDevice,
      boolean swapping,
      long due,
      long woken,
      long ended,
      long deadline,
      long typicalBody,
      NodeRun node,
      CycleCounters counters) {
    long at = ring.claim();
    if (at == MessageRing.NONE) {
      return;
    }
    put(at, Field.CYCLE, cycle);
    put(at, Field.WAKE, wake.ordinal());
    put(at, Field.DUE, due);
    put(at, Field.WOKEN, woken);
    put(at, Field.ENDED, ended);
    put(at, Field.DEADLINE, deadline);
    put(at, Field.TYPICAL_BODY, typicalBody);
    put(at, Field.NODE, node.instance.serial);
    put(at, Field.NODE_NANOS, node.instance.ledger.lastNanos());
    put(at, Field.NODE_TYPICAL_NANOS, node.instance.ledger.typicalNanos());
    put(at, Field.MINOR_FAULTS, counters.minorFaults);
    put(at, Field.MAJOR_FAULTS, counters.majorFaults);
    put(at, Field.VOLUNTARY, counters.voluntarySwitches);
    put(at, Field.INVOLUNTARY, counters.involuntarySwitches);
    put(at, Field.RUN_NANOS, counters.runNanos);
    put(at, Field.WAIT_NANOS, counters.waitNanos);
    put(at, Field.CPU, counters.cpu());
    put(at, Field.BY_DEVICE, byDevice ? 1 : 0);
    put(at, Field.SWAPPING, swapping ? 1 : 0);
    ring.commit();
  }

  /** The oldest entry not yet taken, or null. */
  Entry poll() {
    long at = ring.peek();
    if (at == MessageRing.NONE) {
      return null;
    }
    Known node;
    synchronized (nodes) {
      node = nodes.getOrDefault(get(at, Field.NODE), new Known("unknown", null));
    }
    Entry entry =
        new Entry(
            get(at, Field.CYCLE),
            WAKES[(int) get(at, Field.WAKE)],
            get(at, Field.BY_DEVICE) != 0,
            get(at, Field.SWAPPING) != 0,
            get(at, Field.DUE),
            get(at, Field.WOKEN),
            get(at, Field.ENDED),
            get(at, Field.DEADLINE),
            get(at, Field.TYPICAL_BODY),
            new NodeTime(
                node.name,
                node.ledger,
                get(at, Field.NODE_NANOS),
                get(at, Field.NODE_TYPICAL_NANOS)),
            new KernelCounts(
                get(at, Field.MINOR_FAULTS),
                get(at, Field.MAJOR_FAULTS),
                get(at, Field.VOLUNTARY),
                get(at, Field.INVOLUNTARY),
                get(at, Field.RUN_NANOS),
                get(at, Field.WAIT_NANOS),
                (int) get(at, Field.CPU)));
    ring.release();
    return entry;
  }

  private void put(long message, int field, long value) {
    memory.set(JAVA_LONG, message + (long) field * Long.BYTES, value);
  }

  private long get(long message, int field) {
    return memory.get(JAVA_LONG, message + (long) field * Long.BYTES);
  }
}
