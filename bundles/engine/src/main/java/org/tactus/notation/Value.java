// SPDX-License-Identifier: Apache-2.0
package org.tactus.notation;

/**
 * The value of an argument. Immutable; any thread.
 *
 * @param kind how it is written
 * @param text its content: without quotes and escapes for a string, as written otherwise
 */
public record Value(Kind kind, String text) {

  /** The ways to write a value. */
  public enum Kind {
    /** In double quotes. */
    STRING,
    /** Decimal, with an optional fraction and exponent. */
    NUMBER,
    /** A bare word: {@code peak}, {@code true}. */
    WORD
  }

  /** A string. */
  public static Value string(String text) {
    return new Value(Kind.STRING, text);
  }

  /** A number, written the shortest way that reads back the same. */
  public static Value number(double number) {
    return new Value(
        Kind.NUMBER,
        number == Math.rint(number) && Math.abs(number) < 1e15
            ? Long.toString((long) number)
            : Double.toString(number));
  }

  /** A bare word. */
  public static Value word(String text) {
    return new Value(Kind.WORD, text);
  }

  /** As the notation writes it. */
  @Override
  public String toString() {
    return kind == Kind.STRING
        ? '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
        : text;
  }
}
