// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;

class SharedMemoryTest {
  private static final long BYTES = 3 * 4096;

  @Test
  void bothSidesSeeWhatEitherWrites() {
    try (SharedMemory one = SharedMemory.create("tactus-test", BYTES);
        SharedMemory other = SharedMemory.open(one.path(), BYTES)) {
      assertEquals(BYTES, other.segment().byteSize());
      one.segment().set(ValueLayout.JAVA_INT, BYTES - 4, 42);
      assertEquals(42, other.segment().get(ValueLayout.JAVA_INT, BYTES - 4));
      other.segment().set(ValueLayout.JAVA_INT, 0, 7);
      assertEquals(7, one.segment().get(ValueLayout.JAVA_INT, 0));
      assertFalse(one.segment().address() == other.segment().address());
    }
  }

  @Test
  void nobodyCanTakeItsPagesAway() throws IOException {
    try (SharedMemory memory = SharedMemory.create("tactus-test", BYTES);
        FileChannel file = FileChannel.open(memory.path(), StandardOpenOption.WRITE)) {
      assertThrows(IOException.class, () -> file.truncate(0));
      assertEquals(BYTES, file.size());
    }
  }

  @Test
  void onceClosedItCannotBeOpenedAndStaysMapped() {
    SharedMemory memory = SharedMemory.create("tactus-test", BYTES);
    Path path = memory.path();
    MemorySegment segment = memory.segment();
    memory.close();
    memory.close();
    segment.set(ValueLayout.JAVA_INT, 0, 1);
    assertEquals(1, segment.get(ValueLayout.JAVA_INT, 0));
    LinuxException refused =
        assertThrows(LinuxException.class, () -> SharedMemory.open(path, BYTES));
    assertEquals(Errno.ENOENT, refused.errno());
  }

  @Test
  void aMappingIsGivenBackWhenNobodyCanReachIt() throws InterruptedException {
    long bytes = 7 * 4096;
    SharedMemory.create("tactus-unreachable", bytes).close();
    boolean gone = false;
    for (int i = 0; i < 100 && !gone; i++) {
      System.gc();
      Thread.sleep(20);
      gone =
          MemoryMapping.ofProcess().stream()
              .noneMatch(mapping -> mapping.path().contains("tactus-unreachable"));
    }
    assertTrue(gone, "the mapping is still there");
  }
}
