// SPDX-License-Identifier: Apache-2.0
package org.tactus.testkit;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;
import org.tactus.api.packet.Packet;

/** One packet in native memory, counted by reference. */
public final class TestPacket implements Packet {

  private final MemorySegment data;
  private final AtomicInteger holders = new AtomicInteger();
  private int length;
  private long presentationTime;
  private long decodingTime;
  private long duration;
  private int flags;

  TestPacket(MemorySegment data) {
    this.data = data;
  }

  /** A packet that one holder has. */
  public static TestPacket of(
      byte[] bytes, long presentationTime, long decodingTime, long duration, int flags) {
    TestPacket packet =
        new TestPacket(Memory.allocate(Math.max(1, bytes.length), Memory.CHANNEL_ALIGNMENT));
    MemorySegment.copy(bytes, 0, packet.data, ValueLayout.JAVA_BYTE, 0, bytes.length);
    packet.fill(bytes.length, presentationTime, decodingTime, duration, flags);
    return packet;
  }

  void fill(
      int newLength,
      long newPresentationTime,
      long newDecodingTime,
      long newDuration,
      int newFlags) {
    length = newLength;
    presentationTime = newPresentationTime;
    decodingTime = newDecodingTime;
    duration = newDuration;
    flags = newFlags;
    holders.set(1);
  }

  boolean isFree() {
    return holders.get() == 0;
  }

  /** How many hold it. */
  public int holders() {
    return holders.get();
  }

  @Override
  public MemorySegment data() {
    return data;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public long presentationTime() {
    return presentationTime;
  }

  @Override
  public long decodingTime() {
    return decodingTime;
  }

  @Override
  public long duration() {
    return duration;
  }

  @Override
  public int flags() {
    return flags;
  }

  @Override
  public void retain() {
    holders.incrementAndGet();
  }

  @Override
  public void release() {
    if (holders.decrementAndGet() < 0) {
      throw new IllegalStateException("a packet was released more often than it was held");
    }
  }
}
