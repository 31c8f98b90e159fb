// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import org.tactus.linux.internal.Libc;

/**
 * A counter of the kernel that can be polled beside other file descriptors; see eventfd(2). {@link
 * #signal} may be called by any thread, the others by one thread. No call but the constructor
 * allocates.
 */
public final class EventFd implements AutoCloseable {
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int NON_BLOCKING = 0x800;

  private final int descriptor =
      Libc.check(Libc.eventfd(0, CLOSE_ON_EXEC | NON_BLOCKING), "eventfd");
  private final MemorySegment one = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_LONG, 1);
  private final MemorySegment count = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);

  /** A counter that is zero. */
  public EventFd() {}

  /** The file descriptor, for {@code poll}. */
  public int descriptor() {
    return descriptor;
  }

  /** Adds one to the counter, which makes the descriptor readable. */
  public void signal() {
    Libc.write(descriptor, one.address(), 8);
    Reference.reachabilityFence(this);
  }

  /** Takes the counter and sets it to zero; 0 when nobody has signalled. */
  public long consume() {
    long read = Libc.read(descriptor, count.address(), 8);
    Reference.reachabilityFence(this);
    return read == 8 ? count.get(ValueLayout.JAVA_LONG, 0) : 0;
  }

  @Override
  public void close() {
    Libc.check(Libc.close(descriptor), "close(eventfd)");
  }
}
