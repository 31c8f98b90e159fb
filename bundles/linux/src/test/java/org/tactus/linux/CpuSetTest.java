// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuSetTest {

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
