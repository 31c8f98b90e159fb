// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.tactus.linux.internal.Libc;

/**
 * A lock whose holder runs at the priority of the highest thread that waits for it, so that a
 * thread of middle priority cannot keep a high one waiting: {@code PTHREAD_PRIO_INHERIT}, see
 * pthread_mutexattr_setprotocol(3) and Sha, Rajkumar, Lehoczky, "Priority Inheritance Protocols",
 * IEEE Transactions on Computers 39 (1990).
 *
 * <p>For the few locks shared across priorities. Not reentrant. The holder must be a platform
 * thread, and it alone unlocks. Locking and unlocking allocate nothing; an uncontended lock makes
 * no call of the kernel.
 */
public final class PriorityInheritanceMutex {
  private static final int PRIO_NONE = 0;
  private static final int PRIO_INHERIT = 1;
  private static final int ROBUST = 1;
  private static final int ERROR_CHECK = 2;

  /** Larger than the mutex of any 64-bit libc (40 bytes on x86-64, 48 on aarch64). */
  private static final long MUTEX_BYTES = 64;

  private final MemorySegment mutex = Arena.ofAuto().allocate(MUTEX_BYTES, 64);
  private final long address = mutex.address();

  /** An unlocked mutex with priority inheritance. */
  public PriorityInheritanceMutex() {
    this(true);
  }

  /** Without inheritance it is what the test of inheritance is compared with. */
  PriorityInheritanceMutex(boolean inherit) {
    try (Arena arena = Arena.ofConfined()) {
      long attributes = arena.allocate(16, 8).address();
      check(Libc.pthread_mutexattr_init(attributes), "pthread_mutexattr_init");
      check(
          Libc.pthread_mutexattr_setprotocol(attributes, inherit ? PRIO_INHERIT : PRIO_NONE),
          "pthread_mutexattr_setprotocol");
      check(Libc.pthread_mutexattr_setrobust(attributes, ROBUST), "pthread_mutexattr_setrobust");
      check(Libc.pthread_mutexattr_settype(attributes, ERROR_CHECK), "pthread_mutexattr_settype");
      check(Libc.pthread_mutex_init(address, attributes), "pthread_mutex_init");
      check(Libc.pthread_mutexattr_destroy(attributes), "pthread_mutexattr_destroy");
    }
  }

  /**
   * Waits for the lock and takes it.
   *
   * @return true, or false when its last holder ended without unlocking: the lock is taken, and
   *     what it guards must be checked
   * @throws LinuxException EDEADLK when the calling thread has it already
   */
  public boolean lock() {
    return taken(Libc.pthread_mutex_lock(address), "pthread_mutex_lock");
  }

  /** Takes the lock if nobody has it; returns whether the calling thread has it now. */
  public boolean tryLock() {
    int error = Libc.pthread_mutex_trylock(address);
    if (error == Errno.EBUSY) {
      return false;
    }
    taken(error, "pthread_mutex_trylock");
    return true;
  }

  private boolean taken(int error, String call) {
    boolean orphaned = error == Errno.EOWNERDEAD;
    if (orphaned) {
      check(Libc.pthread_mutex_consistent(address), "pthread_mutex_consistent");
    } else {
      check(error, call);
    }
    Reference.reachabilityFence(this);
    return !orphaned;
  }

  /**
   * Gives the lock back.
   *
   * @throws LinuxException EPERM when the calling thread does not have it
   */
  public void unlock() {
    check(Libc.pthread_mutex_unlock(address), "pthread_mutex_unlock");
    Reference.reachabilityFence(this);
  }

  private static void check(int error, String call) {
    if (error != 0) {
      throw new LinuxException(call, error);
    }
  }
}
