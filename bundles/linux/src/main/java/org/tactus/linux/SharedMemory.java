// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.tactus.linux.internal.Libc;

/**
 * Memory that two processes of the same user see: memfd_create(2), sealed against a change of its
 * size, so that neither side can take pages away from under the other. It has no name in any file
 * system and is gone with the last process that has it. For the control path.
 *
 * <p>The segment stays mapped for as long as it, or a slice of it, can be reached, whatever becomes
 * of this object.
 */
public final class SharedMemory implements AutoCloseable {
  private static final int CLOSE_ON_EXEC = 1;
  private static final int ALLOW_SEALING = 2;
  private static final int ADD_SEALS = 1033;
  private static final int SEAL_SEAL = 1;
  private static final int SEAL_SHRINK = 2;
  private static final int SEAL_GROW = 4;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_SHARED = 1;
  private static final int OPEN_READ_WRITE = 2;
  private static final int OPEN_CLOSE_ON_EXEC = 0x80000;
  private static final long MAP_FAILED = -1;

  private final int descriptor;
  private final MemorySegment segment;
  private boolean closed;

  private SharedMemory(int descriptor, MemorySegment segment) {
    this.descriptor = descriptor;
    this.segment = segment;
  }

  /**
   * Makes zeroed memory.
   *
   * @param name shown in {@code /proc/PID/maps}
   * @param bytes 1 or more
   */
  public static SharedMemory create(String name, long bytes) {
    int descriptor;
    try (Arena arena = Arena.ofConfined()) {
      descriptor =
          Libc.check(
              Libc.memfd_create(arena.allocateFrom(name).address(), CLOSE_ON_EXEC | ALLOW_SEALING),
              "memfd_create(" + name + ")");
    }
    try {
      Libc.check(Libc.ftruncate(descriptor, bytes), "ftruncate(" + name + ", " + bytes + ")");
      Libc.check(
          Libc.fcntl(descriptor, ADD_SEALS, SEAL_SHRINK | SEAL_GROW | SEAL_SEAL),
          "fcntl(" + name + ", F_ADD_SEALS)");
      return new SharedMemory(descriptor, map(descriptor, bytes));
    } catch (LinuxException e) {
      Libc.close(descriptor);
      throw e;
    }
  }

  /**
   * Maps memory that another process made.
   *
   * @param path what its {@link #path} says
   * @param bytes its size
   */
  public static SharedMemory open(Path path, long bytes) {
    int descriptor;
    try (Arena arena = Arena.ofConfined()) {
      descriptor =
          Libc.check(
              Libc.open(
                  arena.allocateFrom(path.toString()).address(),
                  OPEN_READ_WRITE | OPEN_CLOSE_ON_EXEC,
                  0),
              "open(" + path + ")");
    }
    try {
      return new SharedMemory(descriptor, map(descriptor, bytes));
    } catch (LinuxException e) {
      Libc.close(descriptor);
      throw e;
    }
  }

  private static MemorySegment map(int descriptor, long bytes) {
    long address = Libc.mmap(0, bytes, PROT_READ_WRITE, MAP_SHARED, descriptor, 0);
    if (address == MAP_FAILED) {
      throw new LinuxException("mmap(" + bytes + " bytes shared)", Libc.errno());
    }
    return MemorySegment.ofAddress(address)
        .reinterpret(bytes, Arena.ofAuto(), mapped -> Libc.munmap(mapped.address(), bytes));
  }

  /** The memory; the same for both processes. */
  public MemorySegment segment() {
    return segment;
  }

  /** Where another process of the same user can open it, until this object is closed. */
  public Path path() {
    return Path.of("/proc/" + Threads.pid() + "/fd/" + descriptor);
  }

  /** Lets nobody open it any more; who has mapped it keeps it. Closing again does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      Libc.check(Libc.close(descriptor), "close(shared memory)");
    }
  }
}
