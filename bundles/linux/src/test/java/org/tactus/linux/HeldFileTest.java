// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldFileTest {

  private static boolean isOpen(Path path) throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors
          .filter(Files::isSymbolicLink)
          .anyMatch(link -> {
            try {
              return Files.readSymbolicLink(link).equals(path);
            } catch (IOException _) {
              return false; // A descriptor closed meanwhile is not the one looked for.
            }
          });
    }
  }

  @Test
  void staysOpenUntilClosed(@TempDir Path folder) throws IOException {
    Path file = folder.toRealPath().resolve("latency");
    Files.write(file, new byte[0]);
    HeldFile held = HeldFile.open(file);
    held.writeInt(0x01020304);
    assertTrue(isOpen(file));
    assertArrayEquals(new byte[] {4, 3, 2, 1}, Files.readAllBytes(file));
    held.close();
    held.close();
    assertFalse(isOpen(file));
  }

  @Test
  void readsWhatIsThere(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("latency");
    Files.write(file, new byte[] {1, 1, 0, 0});
    try (HeldFile held = HeldFile.open(file)) {
      assertEquals(257, held.readInt());
      assertEquals(Errno.EIO, assertThrows(LinuxException.class, held::readInt).errno());
    }
  }

  @Test
  void namesTheFileThatIsAbsent(@TempDir Path folder) {
    Path file = folder.resolve("absent");
    LinuxException absent = assertThrows(LinuxException.class, () -> HeldFile.open(file));
    assertEquals("ENOENT", absent.symbol());
    assertTrue(absent.getMessage().contains(file.toString()));
  }
}
