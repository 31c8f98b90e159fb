// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.alsa.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SampleFormatTest {

  private static final MemorySegment SAMPLES = Arena.global().allocate(64, 64);
  private static final MemorySegment DEVICE = Arena.global().allocate(256, 64);

  private static void write(SampleFormat format, float sample) {
    DEVICE.fill((byte) 0);
    SAMPLES.set(JAVA_FLOAT, 0, sample);
    format.write(SAMPLES, 0, 1, DEVICE.address(), format.bytes);
  }

  private static float read(SampleFormat format) {
    format.read(DEVICE.address(), format.bytes, SAMPLES, 0, 1);
    return SAMPLES.get(JAVA_FLOAT, 0);
  }

  private static int s24() {
    return (DEVICE.get(JAVA_BYTE, 0) & 0xFF)
        | (DEVICE.get(JAVA_BYTE, 1) & 0xFF) << 8
        | DEVICE.get(JAVA_BYTE, 2) << 16;
  }

  @Test
  void wholeNumbersAreScaledByThePowerOfTwo() {
    write(SampleFormat.S16, -0.5f);
    assertEquals(-16384, DEVICE.get(JAVA_SHORT_UNALIGNED, 0));
    write(SampleFormat.S24, -0.5f);
    assertEquals(-4194304, DEVICE.get(JAVA_INT_UNALIGNED, 0));
    write(SampleFormat.S24_3LE, -0.5f);
    assertEquals(-4194304, s24());
    write(SampleFormat.S32, -0.5f);
    assertEquals(-1073741824, DEVICE.get(JAVA_INT_UNALIGNED, 0));
  }

  @Test
  void whatIsTooLoudIsHeldAtTheEnds() {
    write(SampleFormat.S16, 1.5f);
    assertEquals(32767, DEVICE.get(JAVA_SHORT_UNALIGNED, 0));
    write(SampleFormat.S16, Float.NEGATIVE_INFINITY);
    assertEquals(-32768, DEVICE.get(JAVA_SHORT_UNALIGNED, 0));
    write(SampleFormat.S24_3LE, 1f);
    assertEquals(8388607, s24());
    write(SampleFormat.S24, Float.POSITIVE_INFINITY);
    assertEquals(8388607, DEVICE.get(JAVA_INT_UNALIGNED, 0));
    write(SampleFormat.S32, 1f);
    assertEquals(Integer.MAX_VALUE, DEVICE.get(JAVA_INT_UNALIGNED, 0));
    write(SampleFormat.S32, -2f);
    assertEquals(Integer.MIN_VALUE, DEVICE.get(JAVA_INT_UNALIGNED, 0));
  }

  @Test
  void notANumberIsSilence() {
    write(SampleFormat.S16, Float.NaN);
    assertEquals(0, DEVICE.get(JAVA_SHORT_UNALIGNED, 0));
  }

  @Test
  void theUnusedByteOf24BitsIsIgnored() {
    DEVICE.set(JAVA_INT_UNALIGNED, 0, 0x7FC00000);
    assertEquals(-0.5f, read(SampleFormat.S24));
  }

  @Property(seed = "20261123")
  void sixteenBitsComeBackAsTheyWere(@ForAll short value) {
    DEVICE.set(JAVA_SHORT_UNALIGNED, 0, value);
    write(SampleFormat.S16, read(SampleFormat.S16));
    assertEquals(value, DEVICE.get(JAVA_SHORT_UNALIGNED, 0));
  }

  @Property(seed = "20261123")
  void twentyFourBitsComeBackAsTheyWere(
      @ForAll @IntRange(min = -0x800000, max = 0x7FFFFF) int value) {
    write(SampleFormat.S24_3LE, value * 0x1p-23f);
    assertEquals(value, s24());
    assertEquals(value * 0x1p-23f, read(SampleFormat.S24_3LE));
    write(SampleFormat.S24, value * 0x1p-23f);
    assertEquals(value, DEVICE.get(JAVA_INT_UNALIGNED, 0));
    assertEquals(value * 0x1p-23f, read(SampleFormat.S24));
  }

  @Test
  void stepsLeaveTheOtherChannelsAlone() {
    for (SampleFormat format : SampleFormat.values()) {
      DEVICE.fill((byte) 0x55);
      SAMPLES.setAtIndex(JAVA_FLOAT, 2, 0.25f);
      SAMPLES.setAtIndex(JAVA_FLOAT, 3, -0.25f);
      long step = 2L * format.bytes;
      format.write(SAMPLES, 2, 2, DEVICE.address() + format.bytes, step);
      for (int frame = 0; frame < 2; frame++) {
        for (int b = 0; b < format.bytes; b++) {
          assertEquals(0x55, DEVICE.get(JAVA_BYTE, frame * step + b), format + " " + frame);
        }
      }
      SAMPLES.fill((byte) 0);
      format.read(DEVICE.address() + format.bytes, step, SAMPLES, 1, 2);
      assertEquals(0f, SAMPLES.getAtIndex(JAVA_FLOAT, 0), format.word);
      assertEquals(0.25f, SAMPLES.getAtIndex(JAVA_FLOAT, 1), format.word);
      assertEquals(-0.25f, SAMPLES.getAtIndex(JAVA_FLOAT, 2), format.word);
      format.silence(2, DEVICE.address() + format.bytes, step);
      assertEquals(0x55, DEVICE.get(JAVA_BYTE, 0));
      assertEquals(0, DEVICE.get(JAVA_BYTE, format.bytes + step));
    }
  }
}
