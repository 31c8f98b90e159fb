// SPDX-License-Identifier: Apache-2.0
package org.tactus.ring.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.foreign.ValueLayout;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.tactus.ring.MessageRing;

/** What one side of a ring of messages may see of the other. */
final class MessageRingStress {

  private static final int MESSAGE = 2 * Long.BYTES;

  private MessageRingStress() {}

  private static boolean write(MessageRing ring, long value) {
    long place = ring.claim();
    if (place == MessageRing.NONE) {
      return false;
    }
    ring.memory().set(ValueLayout.JAVA_LONG, place, value);
    ring.memory().set(ValueLayout.JAVA_LONG, place + Long.BYTES, value);
    ring.commit();
    return true;
  }

  /** The message's first value, its second one in the upper half; 0 if there is no message. */
  private static long read(MessageRing ring) {
    long place = ring.peek();
    if (place == MessageRing.NONE) {
      return 0;
    }
    long first = ring.memory().get(ValueLayout.JAVA_LONG, place);
    long second = ring.memory().get(ValueLayout.JAVA_LONG, place + Long.BYTES);
    ring.release();
    return first | second << Integer.SIZE;
  }

  private static final long ONE = 1 | 1L << Integer.SIZE;
  private static final long TWO = 2 | 2L << Integer.SIZE;

  /** Messages come whole and in order. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Nothing written yet.")
  @Outcome(id = "0, " + ONE, expect = ACCEPTABLE, desc = "The first came between the reads.")
  @Outcome(id = ONE + ", 0", expect = ACCEPTABLE, desc = "The first only.")
  @Outcome(id = ONE + ", " + TWO, expect = ACCEPTABLE, desc = "Both in order.")
  @Outcome(expect = FORBIDDEN, desc = "A message was torn, lost or out of order.")
  @State
  public static class Order {
    private final MessageRing ring = MessageRing.create(StressMemory.next(), MESSAGE, 2);

    @Actor
    public void writer() {
      write(ring, 1);
      write(ring, 2);
    }

    @Actor
    public void reader(JJ_Result result) {
      result.r1 = read(ring);
      result.r2 = read(ring);
    }
  }

  /** A full ring takes the next message only in a place that has been given back. */
  @JCStressTest
  @Outcome(
      id = ONE + ", 0",
      expect = ACCEPTABLE,
      desc = "The new one was refused, or not there yet.")
  @Outcome(id = ONE + ", " + TWO, expect = ACCEPTABLE, desc = "The new one followed.")
  @Outcome(expect = FORBIDDEN, desc = "A message was written over while it was read.")
  @State
  public static class Reuse {
    private final MessageRing ring = MessageRing.create(StressMemory.next(), MESSAGE, 1);

    public Reuse() {
      write(ring, 1);
    }

    @Actor
    public void writer() {
      write(ring, 2);
    }

    @Actor
    public void reader(JJ_Result result) {
      result.r1 = read(ring);
      result.r2 = read(ring);
    }
  }

  /** A look from outside is never impossible. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "0, 1", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "As full as the ring was at some moment.")
  @Outcome(expect = FORBIDDEN, desc = "A fill that never was.")
  @State
  public static class Fill {
    private final MessageRing ring = MessageRing.create(StressMemory.next(), MESSAGE, 1);

    @Actor
    public void both() {
      write(ring, 1);
      read(ring);
    }

    @Actor
    public void onlooker(II_Result result) {
      result.r1 = ring.fill();
      result.r2 = ring.fill();
    }
  }
}
