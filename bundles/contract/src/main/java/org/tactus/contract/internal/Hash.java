// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

/** Mixes numbers by the finaliser of SplitMix64 (G. Steele et al., OOPSLA 2014). */
public final class Hash {

  private Hash() {}

  /** A number that every bit of {@code value} has a part in. */
  public static long of(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  static long of(long a, long b, long c) {
    return of(of(of(a) + b) + c);
  }
}
