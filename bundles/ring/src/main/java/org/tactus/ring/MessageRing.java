// SPDX-License-Identifier: Apache-2.0
package org.tactus.ring;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A ring of messages of one fixed size, one writing and one reading thread. The package's
 * description says how the threads are ordered.
 *
 * <p>Either side works in place, {@link #claim} and {@link #commit}, {@link #peek} and {@link
 * #release}, or copies, {@link #write} and {@link #read}. In place, a message is at the returned
 * offset of {@link #memory()}, aligned to 8 bytes.
 */
public final class MessageRing implements Ring {

  /** The answer of {@link #claim} when the ring is full and of {@link #peek} when it is empty. */
  public static final long NONE = -1;

  private static final int ALIGNMENT = Long.BYTES;

  private final MemorySegment memory;
  private final int messageBytes;
  private final int capacity;
  private final int mask;
  private final long stride;

  private MessageRing(MemorySegment memory, int messageBytes, int capacity) {
    this.memory = memory;
    this.messageBytes = messageBytes;
    this.capacity = capacity;
    this.mask = capacity - 1;
    this.stride = RingLayout.align(messageBytes, ALIGNMENT);
  }

  /**
   * The memory that a ring takes.
   *
   * @param messageBytes 1 or more
   * @param messages what it is to hold at least; rounded up to a power of two
   * @return bytes
   * @throws IllegalArgumentException if there can be no such ring
   */
  public static long bytes(int messageBytes, int messages) {
    if (messageBytes < 1) {
      throw new IllegalArgumentException(
          "A ring of messages of " + messageBytes + " bytes: a message has at least 1.");
    }
    return RingLayout.DATA
        + RingLayout.capacity(messages, "messages") * RingLayout.align(messageBytes, ALIGNMENT);
  }

  /**
   * Makes an empty ring. Control thread, before either side uses it.
   *
   * @param memory native, aligned to {@link RingLayout#ALIGNMENT}, at least {@link #bytes} long; it
   *     must outlive the ring
   * @param messageBytes 1 or more
   * @param messages what it is to hold at least; rounded up to a power of two
   * @return the ring
   * @throws IllegalArgumentException if the memory does not do
   */
  public static MessageRing create(MemorySegment memory, int messageBytes, int messages) {
    long bytes = bytes(messageBytes, messages);
    int capacity = RingLayout.capacity(messages, "messages");
    long stride = RingLayout.align(messageBytes, ALIGNMENT);
    return new MessageRing(
        RingLayout.create(memory, RingLayout.MESSAGES, messageBytes, capacity, stride, bytes),
        messageBytes,
        capacity);
  }

  /**
   * Joins a ring that was made in the same memory, perhaps by another process. Control thread.
   *
   * @param memory as for {@link #create}
   * @return the ring
   * @throws IllegalArgumentException if there is no ring of messages of this layout version
   */
  public static MessageRing attach(MemorySegment memory) {
    MemorySegment ring = RingLayout.attach(memory, RingLayout.MESSAGES);
    int messageBytes = ring.get(ValueLayout.JAVA_INT, RingLayout.WIDTH);
    int messages = ring.get(ValueLayout.JAVA_INT, RingLayout.CAPACITY);
    long bytes = bytes(messageBytes, messages);
    int capacity = RingLayout.capacity(messages, "messages");
    long stride = RingLayout.align(messageBytes, ALIGNMENT);
    return new MessageRing(
        RingLayout.attached(ring, capacity, stride, bytes), messageBytes, capacity);
  }

  /** The memory that {@link #claim} and {@link #peek} give offsets into. */
  public MemorySegment memory() {
    return memory;
  }

  /** The size of a message in bytes. */
  public int messageBytes() {
    return messageBytes;
  }

  /**
   * A place for the next message, still unseen by the reader; the same one until it is committed.
   * Writing thread.
   *
   * @return its offset in {@link #memory()}; {@link #NONE} if the ring is full, which is counted as
   *     an overrun
   */
  public long claim() {
    long written = RingLayout.getOwn(memory, RingLayout.WRITTEN);
    if (RingLayout.space(memory, capacity, written, 1) == 0) {
      RingLayout.count(memory, RingLayout.OVERRUNS);
      return NONE;
    }
    return RingLayout.DATA + (written & mask) * stride;
  }

  /**
   * Shows the claimed message to the reader. Writing thread, after a successful {@link #claim};
   * without one, nothing.
   */
  public void commit() {
    long written = RingLayout.getOwn(memory, RingLayout.WRITTEN);
    if (RingLayout.space(memory, capacity, written, 1) > 0) {
      RingLayout.putLong(memory, RingLayout.WRITTEN, written + 1);
    }
  }

  /**
   * Writes one message. Writing thread.
   *
   * @param source holds the message
   * @param offset where it begins there, in bytes
   * @return whether it was written; if not, the ring is full or the source too short, counted as an
   *     overrun
   */
  public boolean write(MemorySegment source, long offset) {
    if (offset < 0 || source.byteSize() - offset < messageBytes) {
      RingLayout.count(memory, RingLayout.OVERRUNS);
      return false;
    }
    long place = claim();
    if (place == NONE) {
      return false;
    }
    MemorySegment.copy(source, offset, memory, place, messageBytes);
    commit();
    return true;
  }

  /**
   * The oldest message, which stays until it is released. Reading thread.
   *
   * @return its offset in {@link #memory()}; {@link #NONE} if the ring is empty
   */
  public long peek() {
    long read = RingLayout.getOwn(memory, RingLayout.READ);
    return RingLayout.available(memory, capacity, read, 1) == 0
        ? NONE
        : RingLayout.DATA + (read & mask) * stride;
  }

  /**
   * Gives the place of the oldest message back to the writer. Reading thread; on an empty ring,
   * nothing.
   */
  public void release() {
    long read = RingLayout.getOwn(memory, RingLayout.READ);
    if (RingLayout.available(memory, capacity, read, 1) > 0) {
      RingLayout.putLong(memory, RingLayout.READ, read + 1);
    }
  }

  /**
   * Reads one message. Reading thread.
   *
   * @param target takes the message
   * @param offset where it is to begin there, in bytes
   * @return whether there was one and the target holds it
   */
  public boolean read(MemorySegment target, long offset) {
    if (offset < 0 || target.byteSize() - offset < messageBytes) {
      return false;
    }
    long place = peek();
    if (place == NONE) {
      return false;
    }
    MemorySegment.copy(memory, place, target, offset, messageBytes);
    release();
    return true;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public int fill() {
    return RingLayout.fill(memory, capacity);
  }

  @Override
  public long written() {
    return RingLayout.getLong(memory, RingLayout.WRITTEN);
  }

  @Override
  public long read() {
    return RingLayout.getLong(memory, RingLayout.READ);
  }

  @Override
  public long overruns() {
    return RingLayout.getLong(memory, RingLayout.OVERRUNS);
  }

  @Override
  public long underruns() {
    return 0;
  }
}
