// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import org.tactus.linux.internal.Libc;
import org.tactus.linux.internal.SystemCalls;

/**
 * A 32-bit word to wait on; see futex(2). For the cycle's path: no call allocates. Any thread may
 * read, write and wake; the waiting calls of one instance belong to one thread, and several
 * instances may be made over the same word.
 */
public final class Futex {
  private static final long WAIT_BITSET = 9;
  private static final long WAKE = 1;
  private static final long PRIVATE = 128;
  private static final long MATCH_ANY = 0xffffffffL;
  private static final long NANOS = 1_000_000_000;
  private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle().withInvokeExactBehavior();

  private final MemorySegment word;
  private final MemorySegment timespec = Arena.ofAuto().allocate(16, 8);
  private final long wordAddress;
  private final long timespecAddress = timespec.address();
  private final long waitOperation;
  private final long wakeOperation;

  /** A word of its own, zero, for the threads of this process. */
  public Futex() {
    this(Arena.ofAuto().allocate(64, 64).asSlice(0, 4), false);
  }

  /**
   * A futex over a word in memory that others know too.
   *
   * @param word four bytes of native memory at an address divisible by 4, alive while anyone waits
   * @param shared true when other processes wait on or wake the word
   */
  public Futex(MemorySegment word, boolean shared) {
    if (!word.isNative() || word.byteSize() < 4 || (word.address() & 3) != 0) {
      throw new IllegalArgumentException(
          "A futex needs 4 bytes of native memory at an address divisible by 4, not " + word);
    }
    this.word = word;
    wordAddress = word.address();
    waitOperation = shared ? WAIT_BITSET : WAIT_BITSET | PRIVATE;
    wakeOperation = shared ? WAKE : WAKE | PRIVATE;
  }

  /** The word, with acquire order. */
  public int get() {
    return (int) WORD.getAcquire(word, 0L);
  }

  /** Sets the word, with release order. */
  public void set(int value) {
    WORD.setRelease(word, 0L, value);
  }

  /** Sets the word to {@code next} if it is {@code expected}, with volatile order. */
  public boolean compareAndSet(int expected, int next) {
    return WORD.compareAndSet(word, 0L, expected, next);
  }

  /**
   * Waits for a wake-up while the word is {@code expected}. May return without cause: look at the
   * word again.
   *
   * @return 0 when woken, else {@link Errno#EAGAIN} when the word differed or {@link Errno#EINTR}
   */
  public int await(int expected) {
    return awaitUntil(expected, Long.MAX_VALUE);
  }

  /**
   * Waits for a wake-up while the word is {@code expected}, at most until {@code nanos} of {@code
   * System.nanoTime()}; {@code Long.MAX_VALUE} is without end. May return without cause: look at
   * the word again.
   *
   * @return 0 when woken, else {@link Errno#ETIMEDOUT}, {@link Errno#EAGAIN} when the word differed
   *     or {@link Errno#EINTR}
   */
  public int awaitUntil(int expected, long nanos) {
    long timeout = 0;
    if (nanos != Long.MAX_VALUE) {
      long time = Math.max(0, nanos);
      timespec.set(ValueLayout.JAVA_LONG, 0, time / NANOS);
      timespec.set(ValueLayout.JAVA_LONG, 8, time % NANOS);
      timeout = timespecAddress;
    }
    long result =
        Libc.syscall(
            SystemCalls.FUTEX, wordAddress, waitOperation, expected, timeout, 0, MATCH_ANY);
    Reference.reachabilityFence(this);
    return result < 0 ? Libc.errno() : 0;
  }

  /**
   * Wakes up to {@code threads} threads that wait on the word.
   *
   * @return how many were woken
   */
  public int wake(int threads) {
    long woken = Libc.syscall(SystemCalls.FUTEX, wordAddress, wakeOperation, threads, 0, 0, 0);
    Reference.reachabilityFence(this);
    return (int) woken;
  }
}
