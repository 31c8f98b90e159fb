// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.tactus.api.clock.Wake;
import org.tactus.ring.MessageRing;
import org.tactus.ring.Ring;

/**
 * Carries what is known of a late cycle from the cycle thread to the one that finds its cause, by a
 * ring; when that is full the newest are only counted.
 */
final class XrunLog {

  /** A cycle that was late or lost. Times are CLOCK_MONOTONIC nanoseconds. */
  record Entry(
      long cycle,
      Wake wake,
      long due,
      long woken,
      long ended,
      long deadline,
      String slowestNode,
      long slowestNanos,
      long minorFaults,
      long majorFaults,
      long preemptions) {}

  private static final int CAPACITY = 256;

  /** Where a field is in a message, in longs. */
  private static final class Field {
    static final int CYCLE = 0;
    static final int WAKE = 1;
    static final int DUE = 2;
    static final int WOKEN = 3;
    static final int ENDED = 4;
    static final int DEADLINE = 5;
    static final int SLOWEST_NODE = 6;
    static final int SLOWEST_NANOS = 7;
    static final int MINOR_FAULTS = 8;
    static final int MAJOR_FAULTS = 9;
    static final int PREEMPTIONS = 10;
    static final int COUNT = 11;
  }

  private static final int BYTES = Field.COUNT * Long.BYTES;
  private static final Wake[] WAKES = Wake.values();

  private final MessageRing ring =
      MessageRing.create(
          Arena.ofAuto().allocate(MessageRing.bytes(BYTES, CAPACITY), Block.ALIGNMENT),
          BYTES,
          CAPACITY);
  private final MemorySegment memory = ring.memory();

  /** Names of nodes by their serial number, filled in by control threads. */
  private final Map<Long, String> names = new ConcurrentHashMap<>();

  Ring ring() {
    return ring;
  }

  /** Makes the names of a plan's nodes known. Control thread, before the plan runs. */
  void know(Plan plan) {
    for (Instance instance : plan.instances) {
      names.put(instance.serial, instance.name);
    }
  }

  void add(
      long cycle,
      Wake wake,
      long due,
      long woken,
      long ended,
      long deadline,
      NodeRun slowest,
      long minorFaults,
      long majorFaults,
      long preemptions) {
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
    put(at, Field.SLOWEST_NODE, slowest.instance.serial);
    put(at, Field.SLOWEST_NANOS, slowest.instance.ledger.lastNanos());
    put(at, Field.MINOR_FAULTS, minorFaults);
    put(at, Field.MAJOR_FAULTS, majorFaults);
    put(at, Field.PREEMPTIONS, preemptions);
    ring.commit();
  }

  /** The oldest entry not yet taken, or null. */
  Entry poll() {
    long at = ring.peek();
    if (at == MessageRing.NONE) {
      return null;
    }
    Entry entry =
        new Entry(
            get(at, Field.CYCLE),
            WAKES[(int) get(at, Field.WAKE)],
            get(at, Field.DUE),
            get(at, Field.WOKEN),
            get(at, Field.ENDED),
            get(at, Field.DEADLINE),
            names.getOrDefault(get(at, Field.SLOWEST_NODE), "unknown"),
            get(at, Field.SLOWEST_NANOS),
            get(at, Field.MINOR_FAULTS),
            get(at, Field.MAJOR_FAULTS),
            get(at, Field.PREEMPTIONS));
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
