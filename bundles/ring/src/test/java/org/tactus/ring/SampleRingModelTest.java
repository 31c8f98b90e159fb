// SPDX-License-Identifier: Apache-2.0
package org.tactus.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Random walks of a ring beside a queue that does the same. */
class SampleRingModelTest {

  enum Act {
    WRITE,
    READ,
    SKIP
  }

  record Step(Act act, int frame, int frames) {}

  private static final int BLOCK = 24;

  @Provide
  Arbitrary<List<Step>> walks() {
    return Combinators.combine(
            Arbitraries.of(Act.class),
            Arbitraries.integers().between(-1, BLOCK),
            Arbitraries.integers().between(-1, BLOCK))
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }

  @Property(seed = "20261123")
  void behavesLikeAQueue(
      @ForAll @IntRange(min = 1, max = 8) int channels,
      @ForAll @IntRange(min = 1, max = 40) int frames,
      @ForAll("walks") List<Step> walk) {
    try (Arena arena = Arena.ofConfined()) {
      SampleRing ring =
          SampleRing.create(
              arena.allocate(SampleRing.bytes(channels, frames), RingLayout.ALIGNMENT),
              channels,
              frames);
      MemorySegment[] block = new MemorySegment[channels];
      for (int channel = 0; channel < channels; channel++) {
        block[channel] = arena.allocate(ValueLayout.JAVA_FLOAT, BLOCK);
      }
      ArrayDeque<Integer> queue = new ArrayDeque<>();
      int next = 1;
      long written = 0;
      long read = 0;
      long overruns = 0;
      long underruns = 0;
      for (Step step : walk) {
        int held =
            step.frame() < 0 ? 0 : Math.max(0, Math.min(step.frames(), BLOCK - step.frame()));
        switch (step.act()) {
          case WRITE -> {
            for (int frame = 0; frame < held; frame++) {
              for (int channel = 0; channel < channels; channel++) {
                set(block, channel, step.frame() + frame, sample(next + frame, channel));
              }
            }
            int expected = Math.min(held, ring.capacity() - queue.size());
            assertEquals(expected, ring.write(block, step.frame(), step.frames()));
            for (int frame = 0; frame < expected; frame++) {
              queue.add(next++);
            }
            written += expected;
            overruns += expected < step.frames() ? 1 : 0;
          }
          case READ -> {
            clear(block);
            int expected = Math.min(held, queue.size());
            assertEquals(expected, ring.read(block, step.frame(), step.frames()));
            for (int frame = 0; frame < BLOCK; frame++) {
              int in = frame - step.frame();
              boolean filled = in >= 0 && in < expected;
              int value = filled ? queue.remove() : 0;
              for (int channel = 0; channel < channels; channel++) {
                assertEquals(filled ? sample(value, channel) : -1, get(block, channel, frame));
              }
            }
            read += expected;
            underruns += expected < step.frames() ? 1 : 0;
          }
          case SKIP -> {
            int expected = Math.max(0, Math.min(step.frames(), queue.size()));
            assertEquals(expected, ring.skip(step.frames()));
            for (int frame = 0; frame < expected; frame++) {
              queue.remove();
            }
            read += expected;
          }
        }
        assertEquals(queue.size(), ring.fill());
        assertEquals(queue.size(), ring.available());
        assertEquals(ring.capacity() - queue.size(), ring.space());
      }
      assertEquals(
          new RingStats(
              "walk", "samples", ring.capacity(), queue.size(), written, read, overruns, underruns),
          RingStats.of("walk", ring));
    }
  }

  private static float sample(int frame, int channel) {
    return frame * 16 + channel;
  }

  private static void clear(MemorySegment[] block) {
    for (int channel = 0; channel < block.length; channel++) {
      for (int frame = 0; frame < BLOCK; frame++) {
        set(block, channel, frame, -1);
      }
    }
  }

  private static void set(MemorySegment[] block, int channel, int frame, float value) {
    block[channel].setAtIndex(ValueLayout.JAVA_FLOAT, frame, value);
  }

  private static float get(MemorySegment[] block, int channel, int frame) {
    return block[channel].getAtIndex(ValueLayout.JAVA_FLOAT, frame);
  }
}
