// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuSetTest {

  @Property(tries = 300)
  void whatIsPrintedReadsBack(@ForAll Set<@IntRange(max = 300) Integer> cpus) {
    CpuSet set = CpuSet.of(cpus.stream().mapToInt(Integer::intValue).toArray());
    assertEquals(set, CpuSet.parse(set.toString()));
    assertEquals(cpus.size(), set.size());
  }

  @Property(tries = 300)
  void setsObeyTheirAlgebra(@ForAll Set<@IntRange(max = 70) Integer> a, @ForAll long bits) {
    CpuSet left = CpuSet.of(a.stream().mapToInt(Integer::intValue).toArray());
    CpuSet right = CpuSet.of(BitSet.valueOf(new long[] {bits}));
    assertEquals(left, left.minus(right).plus(left.intersection(right)));
    assertTrue(left.containsAll(left.intersection(right)));
    assertTrue(left.minus(right).intersection(right).isEmpty());
  }

  @Test
  void printsTheKernelsListFormat() {
    assertEquals("0-3,8", CpuSet.of(8, 0, 1, 2, 3).toString());
    assertEquals("5", CpuSet.of(5).toString());
    assertEquals("", CpuSet.none().toString());
    assertEquals(CpuSet.of(0, 1, 4), CpuSet.parse(" 0-1, 4\n"));
    assertEquals(-1, CpuSet.none().first());
    assertFalse(CpuSet.of(3).contains(-1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "1-", "-1", "3-1", "1,,2", "1;2", "0x3", "99999", "8192", "1-2-3"})
  void refusesWhatIsNoList(String text) {
    assertThrows(IllegalArgumentException.class, () -> CpuSet.parse(text));
  }

  @Test
  void aSetThatIsHandedOutIsACopy() {
    CpuSet set = CpuSet.of(1);
    set.toBitSet().set(2);
    assertEquals(CpuSet.of(1), set);
  }
}
