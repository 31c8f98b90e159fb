// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * An immutable set of CPU numbers, written in the kernel's list format ({@code 0-3,8}). Not for the
 * cycle's path.
 */
public final class CpuSet {
  /** More than any kernel is built for ({@code CONFIG_NR_CPUS} is at most 8192). */
  private static final int MOST = 8192;

  private static final CpuSet NONE = new CpuSet(new BitSet());

  private final BitSet bits;

  private CpuSet(BitSet bits) {
    this.bits = bits;
  }

  /** The empty set. */
  public static CpuSet none() {
    return NONE;
  }

  /**
   * The set of the CPUs named.
   *
   * @throws IllegalArgumentException for a number that is negative or 8192 and above
   */
  public static CpuSet of(int... cpus) {
    BitSet bits = new BitSet();
    for (int cpu : cpus) {
      bits.set(checked(cpu));
    }
    return new CpuSet(bits);
  }

  /** The set with the same members as {@code bits}, which is copied. */
  public static CpuSet of(BitSet bits) {
    if (!bits.isEmpty()) {
      checked(bits.length() - 1);
    }
    return new CpuSet((BitSet) bits.clone());
  }

  /**
   * Reads the kernel's list format: numbers and ranges separated by commas, as in {@code 0-3,8};
   * blank text is the empty set.
   *
   * @throws IllegalArgumentException for anything else, with a sentence that names it
   */
  public static CpuSet parse(String list) {
    BitSet bits = new BitSet();
    String text = list.strip();
    if (text.isEmpty()) {
      return NONE;
    }
    for (String part : text.split(",", -1)) {
      int dash = part.indexOf('-');
      int first = number(dash < 0 ? part : part.substring(0, dash), list);
      int last = dash < 0 ? first : number(part.substring(dash + 1), list);
      if (last < first) {
        throw malformed(list);
      }
      bits.set(first, last + 1);
    }
    return new CpuSet(bits);
  }

  private static int number(String digits, String list) {
    String text = digits.strip();
    if (text.isEmpty() || text.length() > 4 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw malformed(list);
    }
    return checked(Integer.parseInt(text));
  }

  private static IllegalArgumentException malformed(String list) {
    return new IllegalArgumentException(
        "'" + list + "' is not a list of CPUs; write numbers and ranges like 0-3,8");
  }

  private static int checked(int cpu) {
    if (cpu < 0 || cpu >= MOST) {
      throw new IllegalArgumentException(
          "CPU " + cpu + " is not between 0 and " + (MOST - 1) + "; name a CPU of this machine");
    }
    return cpu;
  }

  /** True when {@code cpu} is a member. */
  public boolean contains(int cpu) {
    return cpu >= 0 && bits.get(cpu);
  }

  /** True when every member of {@code other} is a member. */
  public boolean containsAll(CpuSet other) {
    return other.minus(this).isEmpty();
  }

  /** True when there is no member. */
  public boolean isEmpty() {
    return bits.isEmpty();
  }

  /** The number of members. */
  public int size() {
    return bits.cardinality();
  }

  /** The lowest member, -1 when empty. */
  public int first() {
    return bits.nextSetBit(0);
  }

  /** The members in ascending order. */
  public IntStream stream() {
    return bits.stream();
  }

  /** The members of either set. */
  public CpuSet plus(CpuSet other) {
    BitSet union = toBitSet();
    union.or(other.bits);
    return new CpuSet(union);
  }

  /** The members of this set that are not members of {@code other}. */
  public CpuSet minus(CpuSet other) {
    BitSet difference = toBitSet();
    difference.andNot(other.bits);
    return new CpuSet(difference);
  }

  /** The members of both sets. */
  public CpuSet intersection(CpuSet other) {
    BitSet common = toBitSet();
    common.and(other.bits);
    return new CpuSet(common);
  }

  /** A new bit set with the same members. */
  public BitSet toBitSet() {
    return (BitSet) bits.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CpuSet set && bits.equals(set.bits);
  }

  @Override
  public int hashCode() {
    return bits.hashCode();
  }

  /** The kernel's list format, for example {@code 0-3,8}; empty text for the empty set. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    int first = bits.nextSetBit(0);
    while (first >= 0) {
      int last = bits.nextClearBit(first) - 1;
      if (!text.isEmpty()) {
        text.append(',');
      }
      text.append(first);
      if (last > first) {
        text.append('-').append(last);
      }
      first = bits.nextSetBit(last + 1);
    }
    return text.toString();
  }
}
