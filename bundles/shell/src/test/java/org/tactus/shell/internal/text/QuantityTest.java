// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tactus.api.Rational;

class QuantityTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 µs",
    "0.1834, 0.18 µs",
    "9.994, 9.99 µs",
    "9.996, 10.0 µs",
    "19.44, 19.4 µs",
    "99.96, 100 µs",
    "659.2, 659 µs",
    "1333.33, 1.33 ms",
    "180000, 180 ms",
    "1180000, 1.18 s",
    "NaN, -"
  })
  void timeHasThreeDigits(double micros, String text) {
    assertEquals(text, Quantity.micros(micros));
  }

  @ParameterizedTest
  @CsvSource({"12.5, 12.5 s", "59.9, 59.9 s", "200, 3 min 20 s", "7500, 2 h 5 min"})
  void durationTakesTheUnitThatFits(double seconds, String text) {
    assertEquals(text, Quantity.seconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1.00 KiB", "16486, 16.1 KiB", "268435456, 256 MiB"})
  void memoryIsBinary(long bytes, String text) {
    assertEquals(text, Quantity.bytes(bytes));
  }

  @Test
  void numbersReadBackTheSame() {
    assertEquals("0.70710677", Quantity.number((float) Math.sqrt(0.5)));
    assertEquals("96000", Quantity.number(96_000f));
    assertEquals("-120", Quantity.number(-120f));
    assertEquals("0", Quantity.number(-0f));
    assertEquals("1048576", Quantity.number(1048576d));
  }

  @Test
  void framesLastByTheRate() {
    assertEquals("667 µs", Quantity.duration(32, Rational.of(48_000)));
    assertEquals("-", Quantity.duration(32, null));
    assertEquals("1 frame", Quantity.count(1, "frame"));
    assertEquals("0 frames", Quantity.count(0, "frame"));
  }

  @Test
  void measuredValuesKeepOnePlace() {
    assertEquals("-23.0", Quantity.measured(-23.04));
    assertEquals("-123.5", Quantity.measured(-123.456));
    assertEquals("-Infinity", Quantity.measured(Double.NEGATIVE_INFINITY));
    assertEquals("-", Quantity.withUnit(Quantity.measured(Double.NaN), "LUFS"));
  }
}
