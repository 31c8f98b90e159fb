// SPDX-License-Identifier: Apache-2.0
package org.tactus.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Random walks of a ring beside a queue that does the same. */
class MessageRingModelTest {

  enum Act {
    WRITE,
    CLAIM,
    CLAIM_AND_COMMIT,
    READ,
    PEEK,
    PEEK_AND_RELEASE
  }

  @Property(seed = "20261123")
  void behavesLikeAQueue(
      @ForAll @IntRange(min = 1, max = 40) int messageBytes,
      @ForAll @IntRange(min = 1, max = 20) int messages,
      @ForAll @Size(max = 80) List<Act> walk) {
    try (Arena arena = Arena.ofConfined()) {
      MessageRing ring =
          MessageRing.create(
              arena.allocate(MessageRing.bytes(messageBytes, messages), RingLayout.ALIGNMENT),
              messageBytes,
              messages);
      MemorySegment message = arena.allocate(messageBytes + 3L);
      ArrayDeque<Byte> queue = new ArrayDeque<>();
      byte next = 1;
      long overruns = 0;
      for (Act act : walk) {
        boolean full = queue.size() == ring.capacity();
        boolean empty = queue.isEmpty();
        switch (act) {
          case WRITE -> {
            message.asSlice(3).fill(next);
            assertEquals(!full, ring.write(message, 3));
            if (full) {
              overruns++;
            } else {
              queue.add(next++);
            }
          }
          case CLAIM, CLAIM_AND_COMMIT -> {
            long place = ring.claim();
            assertEquals(full, place == MessageRing.NONE);
            if (full) {
              overruns++;
            } else {
              assertEquals(0, place % Long.BYTES);
              ring.memory().asSlice(place, messageBytes).fill(next);
              if (act == Act.CLAIM_AND_COMMIT) {
                ring.commit();
                queue.add(next++);
              }
            }
          }
          case READ -> {
            message.fill((byte) 0);
            assertEquals(!empty, ring.read(message, 3));
            assertHolds(empty ? 0 : queue.remove(), message.asSlice(3));
            assertHolds((byte) 0, message.asSlice(0, 3));
          }
          case PEEK, PEEK_AND_RELEASE -> {
            long place = ring.peek();
            assertEquals(empty, place == MessageRing.NONE);
            if (!empty) {
              assertHolds(queue.peek(), ring.memory().asSlice(place, messageBytes));
            }
            if (act == Act.PEEK_AND_RELEASE) {
              ring.release();
              queue.poll();
            }
          }
        }
        assertEquals(queue.size(), ring.fill());
      }
      assertEquals(overruns, ring.overruns());
      assertEquals(queue.size(), ring.written() - ring.read());
    }
  }

  @Property(seed = "20261123")
  void aCommitWithoutSpaceChangesNothing(@ForAll @IntRange(min = 1, max = 20) int messages) {
    try (Arena arena = Arena.ofConfined()) {
      MessageRing ring =
          MessageRing.create(
              arena.allocate(MessageRing.bytes(8, messages), RingLayout.ALIGNMENT), 8, messages);
      for (int i = 0; i < ring.capacity(); i++) {
        assertTrue(ring.claim() != MessageRing.NONE);
        ring.commit();
      }
      ring.commit();
      assertEquals(ring.capacity(), ring.written());
    }
  }

  private static void assertHolds(byte expected, MemorySegment message) {
    for (long i = 0; i < message.byteSize(); i++) {
      assertEquals(expected, message.get(ValueLayout.JAVA_BYTE, i));
    }
  }
}
