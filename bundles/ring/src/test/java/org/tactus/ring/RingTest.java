// SPDX-License-Identifier: Apache-2.0
package org.tactus.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.testkit.Allocation;

class RingTest {

  private final Arena arena = Arena.ofShared();

  @AfterEach
  void close() {
    arena.close();
  }

  @Test
  void neitherSideAllocates() {
    SampleRing samples = SampleRing.create(memory(SampleRing.bytes(2, 128)), 2, 128);
    MessageRing messages = MessageRing.create(memory(MessageRing.bytes(24, 16)), 24, 16);
    MemorySegment[] block = block(2, 48);
    MemorySegment message = arena.allocate(24);
    Runnable cycle =
        () -> {
          samples.write(block, 0, 48);
          samples.write(block, 0, 48);
          samples.write(block, 0, 48);
          samples.read(block, 0, 48);
          samples.skip(16);
          samples.read(block, 0, 48);
          samples.read(block, 0, 48);
          messages.write(message, 0);
          messages.claim();
          messages.commit();
          messages.peek();
          messages.release();
          messages.read(message, 0);
          messages.read(message, 0);
        };
    assertEquals(0, Allocation.bytes(20_000, cycle));
    assertTrue(samples.overruns() > 0);
    assertTrue(samples.underruns() > 0);
    assertTrue(samples.read() > 0);
    assertTrue(messages.read() > 0);
  }

  @Test
  void anotherThreadReadsWhatWasWritten() throws InterruptedException {
    int total = 300_000;
    SampleRing ring = SampleRing.create(memory(SampleRing.bytes(2, 64)), 2, 64);
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              MemorySegment[] block = block(2, 23);
              int next = 0;
              while (next < total) {
                int offered = Math.min(23, total - next);
                for (int frame = 0; frame < offered; frame++) {
                  block[0].setAtIndex(ValueLayout.JAVA_FLOAT, frame, next + frame);
                  block[1].setAtIndex(ValueLayout.JAVA_FLOAT, frame, -(next + frame));
                }
                int written = ring.write(block, 0, offered);
                next += written;
                if (written == 0) {
                  Thread.yield();
                }
              }
            });
    MemorySegment[] block = block(2, 32);
    int expected = 0;
    while (expected < total) {
      int read = ring.read(block, 0, 32);
      for (int frame = 0; frame < read; frame++) {
        assertEquals(expected, block[0].getAtIndex(ValueLayout.JAVA_FLOAT, frame));
        assertEquals(-expected, block[1].getAtIndex(ValueLayout.JAVA_FLOAT, frame));
        expected++;
      }
      if (read == 0) {
        Thread.yield();
      }
    }
    writer.join();
    assertEquals(0, ring.fill());
  }

  @Test
  void anotherProcessAnswers(@TempDir Path folder) throws IOException, InterruptedException {
    Path file = folder.resolve("rings");
    long bytes = MessageRing.bytes(8, 4);
    long offset = RingLayout.align(bytes, 4096);
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MemorySegment shared = channel.map(FileChannel.MapMode.READ_WRITE, 0, offset + bytes, arena);
      MessageRing questions = MessageRing.create(shared.asSlice(0, bytes), 8, 4);
      MessageRing answers = MessageRing.create(shared.asSlice(offset, bytes), 8, 4);
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Squarer.class.getName(),
                  file.toString(),
                  Long.toString(offset))
              .inheritIO()
              .start();
      try {
        MemorySegment message = arena.allocate(8, 8);
        for (long i = 1; i <= 1000; i++) {
          message.set(ValueLayout.JAVA_LONG, 0, i);
          while (!questions.write(message, 0)) {
            Thread.onSpinWait();
          }
          while (!answers.read(message, 0)) {
            assertTrue(process.isAlive(), "the other process has ended");
            Thread.onSpinWait();
          }
          assertEquals(i * i, message.get(ValueLayout.JAVA_LONG, 0));
        }
        message.set(ValueLayout.JAVA_LONG, 0, 0);
        assertTrue(questions.write(message, 0));
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }

  /** The other process: answers each number with its square until it gets a 0. */
  static final class Squarer {
    private Squarer() {}

    public static void main(String[] args) throws IOException {
      long offset = Long.parseLong(args[1]);
      try (Arena arena = Arena.ofShared();
          FileChannel channel =
              FileChannel.open(
                  Path.of(args[0]), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        MemorySegment shared =
            channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), arena);
        MessageRing questions = MessageRing.attach(shared.asSlice(0, offset));
        MessageRing answers = MessageRing.attach(shared.asSlice(offset));
        long number;
        do {
          long question = questions.peek();
          while (question == MessageRing.NONE) {
            Thread.onSpinWait();
            question = questions.peek();
          }
          number = questions.memory().get(ValueLayout.JAVA_LONG, question);
          questions.release();
          long answer = answers.claim();
          answers.memory().set(ValueLayout.JAVA_LONG, answer, number * number);
          answers.commit();
        } while (number != 0);
      }
    }
  }

  @Test
  void aCorruptIndexNeverLeadsOutside() {
    MemorySegment memory = memory(SampleRing.bytes(1, 16));
    MemorySegment[] block = block(1, 32);
    for (long written : new long[] {Long.MIN_VALUE, -1, 5, 17, 1L << 40, Long.MAX_VALUE}) {
      for (long read : new long[] {Long.MIN_VALUE, -7, 3, 1L << 33, Long.MAX_VALUE}) {
        SampleRing ring = SampleRing.create(memory, 1, 16);
        memory.set(ValueLayout.JAVA_LONG, RingLayout.WRITTEN, written);
        memory.set(ValueLayout.JAVA_LONG, RingLayout.READ, read);
        int fill = ring.fill();
        assertTrue(fill >= 0 && fill <= 16);
        int count = ring.write(block, 0, 32);
        assertTrue(count >= 0 && count <= 16);
        count = ring.read(block, 0, 32);
        assertTrue(count >= 0 && count <= 16);
        count = ring.skip(Integer.MAX_VALUE);
        assertTrue(count >= 0 && count <= 16);
      }
    }
  }

  @Test
  void aBlockThatIsTooShortIsNotOverstepped() {
    SampleRing ring = SampleRing.create(memory(SampleRing.bytes(2, 16)), 2, 16);
    MemorySegment[] uneven = {arena.allocate(32, 4), arena.allocate(20, 4)};
    assertEquals(5, ring.write(uneven, 0, 8));
    assertEquals(0, ring.write(block(1, 8), 0, 8));
    assertEquals(0, ring.write(uneven, Integer.MAX_VALUE, 1));
    assertEquals(2, ring.overruns() - 1);
    assertEquals(2, ring.read(uneven, 3, 8));
    MessageRing messages = MessageRing.create(memory(MessageRing.bytes(24, 4)), 24, 4);
    assertEquals(false, messages.write(arena.allocate(24), 1));
    assertEquals(false, messages.write(arena.allocate(24), -1));
    assertEquals(true, messages.write(arena.allocate(25), 1));
    assertEquals(false, messages.read(arena.allocate(23), 0));
    assertEquals(1, messages.fill());
  }

  @Test
  void capacityIsAPowerOfTwo() {
    assertEquals(1, MessageRing.create(memory(MessageRing.bytes(8, 1)), 8, 1).capacity());
    assertEquals(2, MessageRing.create(memory(MessageRing.bytes(8, 2)), 8, 2).capacity());
    assertEquals(128, SampleRing.create(memory(SampleRing.bytes(2, 65)), 2, 65).capacity());
    assertEquals(1 << 30, RingLayout.capacity(1 << 30, "frames"));
  }

  @Test
  void refusesWhatCannotBeARing() {
    MemorySegment memory = memory(4096);
    assertRefused("at least 1", () -> SampleRing.bytes(0, 16));
    assertRefused("it holds 1 to", () -> SampleRing.bytes(2, 0));
    assertRefused("it holds 1 to", () -> MessageRing.bytes(8, (1 << 30) + 1));
    assertRefused("at least 1", () -> MessageRing.bytes(0, 4));
    assertRefused("was given 4096", () -> SampleRing.create(memory, 2, 1024));
    assertRefused("aligned", () -> SampleRing.create(memory.asSlice(8), 1, 16));
    assertRefused("aligned", () -> SampleRing.create(memory.asReadOnly(), 1, 16));
    assertRefused("native", () -> SampleRing.create(MemorySegment.ofArray(new long[512]), 1, 16));
  }

  @Test
  void attachesOnlyToTheRingThatIsThere() {
    MemorySegment memory = memory(4096);
    assertRefused("holds no ring", () -> SampleRing.attach(memory));
    SampleRing made = SampleRing.create(memory, 2, 16);
    MemorySegment[] block = block(2, 4);
    block[1].setAtIndex(ValueLayout.JAVA_FLOAT, 3, 0.5f);
    made.write(block, 0, 4);

    SampleRing joined = SampleRing.attach(memory);
    assertEquals(2, joined.channels());
    assertEquals(4, joined.fill());
    assertEquals(3, joined.skip(3));
    MemorySegment[] target = block(2, 1);
    assertEquals(1, joined.read(target, 0, 1));
    assertEquals(0.5f, target[1].getAtIndex(ValueLayout.JAVA_FLOAT, 0));
    assertEquals(0, made.fill());

    assertRefused("kind", () -> MessageRing.attach(memory));
    assertRefused("was given 512", () -> SampleRing.attach(memory.asSlice(0, 512)));
    memory.set(ValueLayout.JAVA_INT, RingLayout.CAPACITY, 17);
    assertRefused("contradicts itself", () -> SampleRing.attach(memory));
    memory.set(ValueLayout.JAVA_INT, RingLayout.CAPACITY, 1 << 29);
    memory.set(ValueLayout.JAVA_LONG, RingLayout.STRIDE, 64 + (4L << 29));
    assertRefused("bytes and was given", () -> SampleRing.attach(memory));
    memory.set(ValueLayout.JAVA_INT, RingLayout.VERSION, 9);
    assertRefused("layout version 9", () -> SampleRing.attach(memory));
  }

  private static void assertRefused(String part, org.junit.jupiter.api.function.Executable act) {
    String sentence = assertThrows(IllegalArgumentException.class, act).getMessage();
    assertTrue(sentence.contains(part), sentence);
  }

  private MemorySegment memory(long bytes) {
    return arena.allocate(bytes, RingLayout.ALIGNMENT);
  }

  private MemorySegment[] block(int channels, int frames) {
    MemorySegment[] block = new MemorySegment[channels];
    for (int channel = 0; channel < channels; channel++) {
      block[channel] = arena.allocate(ValueLayout.JAVA_FLOAT, frames);
    }
    return block;
  }
}
