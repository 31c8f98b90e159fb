// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CpuSetPropertiesTest {

  @Property(seed = "1")
  void whatIsPrintedReadsBack(@ForAll Set<@IntRange(max = 300) Integer> cpus) {
    CpuSet set = CpuSet.of(cpus.stream().mapToInt(Integer::intValue).toArray());
    assertEquals(set, CpuSet.parse(set.toString()));
    assertEquals(cpus.size(), set.size());
  }

  @Property(seed = "2")
  void setsObeyTheirAlgebra(@ForAll Set<@IntRange(max = 70) Integer> a, @ForAll long bits) {
    CpuSet left = CpuSet.of(a.stream().mapToInt(Integer::intValue).toArray());
    CpuSet right = CpuSet.of(BitSet.valueOf(new long[] {bits}));
    assertEquals(left, left.minus(right).plus(left.intersection(right)));
    assertTrue(left.containsAll(left.intersection(right)));
    assertTrue(left.minus(right).intersection(right).isEmpty());
  }
}
