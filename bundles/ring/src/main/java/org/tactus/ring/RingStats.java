// SPDX-License-Identifier: Apache-2.0
package org.tactus.ring;

/**
 * A registered ring at one moment.
 *
 * @param name what its owner calls it
 * @param kind {@code samples} or {@code messages}
 * @param capacity the frames or messages that fit
 * @param fill the frames or messages waiting to be read
 * @param written the frames or messages ever written
 * @param read the frames or messages ever read
 * @param overruns the writes that found too little space
 * @param underruns the reads of samples that found too few
 */
public record RingStats(
    String name,
    String kind,
    int capacity,
    int fill,
    long written,
    long read,
    long overruns,
    long underruns) {

  /**
   * Looks at a ring. Any thread.
   *
   * @param name what its owner calls it
   * @param ring the ring
   * @return what it says now
   */
  public static RingStats of(String name, Ring ring) {
    String kind =
        switch (ring) {
          case SampleRing _ -> "samples";
          case MessageRing _ -> "messages";
        };
    return new RingStats(
        name,
        kind,
        ring.capacity(),
        ring.fill(),
        ring.written(),
        ring.read(),
        ring.overruns(),
        ring.underruns());
  }
}
