// SPDX-License-Identifier: Apache-2.0
package org.tactus.testkit;

import java.lang.foreign.MemorySegment;
import org.tactus.api.packet.Packet;
import org.tactus.api.packet.PacketReader;
import org.tactus.api.packet.PacketWriter;

/** The packets of one port in one cycle: written by one side, read by the other. One thread. */
public final class TestPackets implements PacketReader, PacketWriter {

  private final TestPacket[] pool;
  private final Packet[] queue;
  private final int maximumLength;
  private TestPacket claimed;
  private int size;

  TestPackets(int packets, int maximumLength) {
    this.maximumLength = maximumLength;
    pool = new TestPacket[packets];
    queue = new Packet[packets];
    for (int i = 0; i < packets; i++) {
      pool[i] = new TestPacket(Memory.allocate(maximumLength, Memory.CHANNEL_ALIGNMENT));
    }
  }

  void begin() {
    for (int i = 0; i < size; i++) {
      queue[i].release();
    }
    size = 0;
  }

  /** The packets of the pool that nobody holds. */
  public int available() {
    int free = 0;
    for (TestPacket packet : pool) {
      free += packet.isFree() ? 1 : 0;
    }
    return free;
  }

  /**
   * Sends a packet with these bytes.
   *
   * @return whether there was room
   */
  public boolean send(
      byte[] bytes, long presentationTime, long decodingTime, long duration, int flags) {
    MemorySegment target = claim(bytes.length);
    if (target == null) {
      return false;
    }
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, target, 0, bytes.length);
    send(bytes.length, presentationTime, decodingTime, duration, flags);
    return true;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Packet packet(int index) {
    return queue[index];
  }

  @Override
  public MemorySegment claim(int capacity) {
    if (capacity > maximumLength || size == queue.length) {
      return null;
    }
    for (int i = 0; i < pool.length && claimed == null; i++) {
      if (pool[i].isFree()) {
        claimed = pool[i];
      }
    }
    return claimed == null ? null : claimed.data();
  }

  @Override
  public void send(int length, long presentationTime, long decodingTime, long duration, int flags) {
    if (claimed == null) {
      throw new IllegalStateException("send() without claim()");
    }
    claimed.fill(length, presentationTime, decodingTime, duration, flags);
    queue[size++] = claimed;
    claimed = null;
  }

  @Override
  public boolean forward(Packet packet) {
    if (size == queue.length) {
      return false;
    }
    packet.retain();
    queue[size++] = packet;
    return true;
  }

  @Override
  public int maximumLength() {
    return maximumLength;
  }
}
