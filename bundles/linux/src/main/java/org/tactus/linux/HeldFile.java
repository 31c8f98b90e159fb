// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.tactus.linux.internal.Libc;

/**
 * A file held open for what that does, such as {@code /dev/cpu_dma_latency}: its request lasts
 * until it is closed or the process ends. For the control path.
 */
public final class HeldFile implements AutoCloseable {
  private static final int READ_WRITE = 2;
  private static final int CLOSE_ON_EXEC = 0x80000;

  private final Path path;
  private final int descriptor;
  private boolean closed;

  private HeldFile(Path path, int descriptor) {
    this.path = path;
    this.descriptor = descriptor;
  }

  /** Opens an existing file for reading and writing. */
  public static HeldFile open(Path path) {
    try (Arena arena = Arena.ofConfined()) {
      int descriptor =
          Libc.check(
              Libc.open(
                  arena.allocateFrom(path.toString()).address(), READ_WRITE | CLOSE_ON_EXEC, 0),
              "open(" + path + ")");
      return new HeldFile(path, descriptor);
    }
  }

  /** The file. */
  public Path path() {
    return path;
  }

  /** Writes four bytes in the machine's order. */
  public void writeInt(int value) {
    try (Arena arena = Arena.ofConfined()) {
      long address = arena.allocateFrom(ValueLayout.JAVA_INT, value).address();
      long written = Libc.check(Libc.write(descriptor, address, 4), "write(" + path + ")");
      if (written != 4) {
        throw new LinuxException("write(" + path + ")", Errno.EIO);
      }
    }
  }

  /** Reads four bytes in the machine's order. */
  public int readInt() {
    try (Arena arena = Arena.ofConfined()) {
      var value = arena.allocate(ValueLayout.JAVA_INT);
      long read = Libc.check(Libc.read(descriptor, value.address(), 4), "read(" + path + ")");
      if (read != 4) {
        throw new LinuxException("read(" + path + ")", Errno.EIO);
      }
      return value.get(ValueLayout.JAVA_INT, 0);
    }
  }

  /** Closes the file, which ends what holding it did. Closing again does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      Libc.check(Libc.close(descriptor), "close(" + path + ")");
    }
  }
}
