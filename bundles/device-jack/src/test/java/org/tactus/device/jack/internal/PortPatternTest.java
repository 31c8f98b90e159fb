// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.jack.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.tactus.api.RefusedException;

class PortPatternTest {

  @Test
  void anEmptyPatternStandsForNoPort() throws RefusedException {
    assertEquals(List.of(), PortPattern.expand(" "));
  }

  @Test
  void aNameStandsForItself() throws RefusedException {
    assertEquals(List.of("system:playback_1"), PortPattern.expand("system:playback_1"));
  }

  @Test
  void bracesListChoices() throws RefusedException {
    assertEquals(
        List.of("system:playback_1", "system:playback_2"),
        PortPattern.expand("system:playback_{1,2}"));
  }

  @Test
  void severalBracesGiveEveryCombination() throws RefusedException {
    assertEquals(List.of("a:x1", "a:x2", "b:x1", "b:x2"), PortPattern.expand("{a,b}:x{1..2}"));
  }

  @Test
  void aRangeMayRunDown() throws RefusedException {
    assertEquals(List.of("p3", "p2", "p1"), PortPattern.expand("p{3..1}"));
  }

  @Property(seed = "20261123")
  void aRangeHoldsEveryNumber(
      @ForAll @IntRange(max = 100) int first, @ForAll @IntRange(max = 100) int length)
      throws RefusedException {
    List<String> names = PortPattern.expand("s:p_{" + first + ".." + (first + length) + "}");
    assertEquals(length + 1, names.size());
    for (int i = 0; i <= length; i++) {
      assertEquals("s:p_" + (first + i), names.get(i));
    }
  }

  @Property(seed = "20261123")
  void anyTextIsExpandedOrRefusedInOneSentence(@ForAll String text) {
    try {
      assertTrue(PortPattern.expand(text).size() <= 1024);
    } catch (RefusedException e) {
      assertTrue(e.getMessage().contains(text.strip()), e.getMessage());
    }
  }

  @Test
  void anUnbalancedBraceIsRefused() {
    for (String wrong : List.of("p{1,2", "p1}", "p{1,{2}", "{")) {
      RefusedException e =
          assertThrows(RefusedException.class, () -> PortPattern.expand(wrong), wrong);
      assertEquals(
          "jack ports '" + wrong + "' have a brace without its partner; write {1,2} or {1..8}",
          e.getMessage());
    }
  }

  @Test
  void anEndlessRangeIsRefused() {
    assertThrows(RefusedException.class, () -> PortPattern.expand("p{1..999999999}"));
    assertThrows(RefusedException.class, () -> PortPattern.expand("p{1..100}{1..100}{1..100}"));
  }
}
