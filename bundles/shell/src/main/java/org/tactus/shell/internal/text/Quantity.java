// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.text;

import java.math.BigDecimal;
import java.util.Locale;
import org.tactus.api.Rational;

/** Numbers with their units, in as many digits as an operator can use. */
public final class Quantity {

  /** Stands for what is not known. */
  public static final String UNKNOWN = "-";

  private static final double MICROS_PER_SECOND = 1e6;
  private static final double SECONDS_PER_MINUTE = 60;
  private static final int MINUTES_PER_HOUR = 60;
  private static final double BYTES_PER_STEP = 1024;
  private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Quantity() {}

  /** A time in µs, ms or s, three digits of it. */
  public static String micros(double micros) {
    if (Double.isNaN(micros)) {
      return UNKNOWN;
    }
    double size = Math.abs(micros);
    if (size < 1e3) {
      return significant(micros) + " µs";
    }
    return size < MICROS_PER_SECOND
        ? significant(micros / 1e3) + " ms"
        : significant(micros / MICROS_PER_SECOND) + " s";
  }

  /** How long something has been going on. */
  public static String seconds(double seconds) {
    if (Double.isNaN(seconds)) {
      return UNKNOWN;
    }
    if (seconds < SECONDS_PER_MINUTE) {
      return significant(seconds) + " s";
    }
    long minutes = (long) (seconds / SECONDS_PER_MINUTE);
    return minutes < MINUTES_PER_HOUR
        ? minutes + " min " + (long) (seconds % SECONDS_PER_MINUTE) + " s"
        : minutes / MINUTES_PER_HOUR + " h " + minutes % MINUTES_PER_HOUR + " min";
  }

  /** A share: 0.032 is {@code 3.2 %}. */
  public static String percent(double share) {
    return Double.isNaN(share) ? UNKNOWN : String.format(Locale.ROOT, "%.1f %%", share * 100);
  }

  /** An amount of memory. */
  public static String bytes(long bytes) {
    double amount = bytes;
    int unit = 0;
    while (Math.abs(amount) >= BYTES_PER_STEP && unit < BYTE_UNITS.length - 1) {
      amount /= BYTES_PER_STEP;
      unit++;
    }
    return (unit == 0 ? Long.toString(bytes) : significant(amount)) + " " + BYTE_UNITS[unit];
  }

  /** A rate in frames a second. */
  public static String rate(Rational rate) {
    return rate == null ? UNKNOWN : rate + " Hz";
  }

  /** A count with its noun: {@code 1 frame}, {@code 32 frames}. */
  public static String count(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  /** What so many frames last at a rate that may not be known yet. */
  public static String duration(long frames, Rational rate) {
    return rate == null ? UNKNOWN : micros(rate.nanos(frames) / 1e3);
  }

  /** A number as the notation writes it, in no more digits than it takes to tell it. */
  public static String number(float number) {
    if (Float.isNaN(number)) {
      return UNKNOWN;
    }
    return Float.isInfinite(number)
        ? Float.toString(number)
        : plain(new BigDecimal(Float.toString(number)));
  }

  /** The same of a {@code double}. */
  public static String number(double number) {
    if (Double.isNaN(number)) {
      return UNKNOWN;
    }
    return Double.isInfinite(number) ? Double.toString(number) : plain(BigDecimal.valueOf(number));
  }

  /** A measured value, three digits or one place after the point, whichever is more. */
  public static String measured(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? UNKNOWN : Double.toString(value);
    }
    return Math.abs(value) >= 100 ? String.format(Locale.ROOT, "%.1f", value) : significant(value);
  }

  /** With a unit, where there is one. */
  public static String withUnit(String number, String unit) {
    return unit.isEmpty() || number.equals(UNKNOWN) ? number : number + " " + unit;
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  private static String significant(double value) {
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    // 9.996 is written 10.0 and not 10.00
    String format = size >= 99.95 ? "%.0f" : size >= 9.995 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
