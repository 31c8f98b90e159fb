// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.jack.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tactus.api.Direction;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.device.DeviceInfo;

class PortGroupsTest {

  @Test
  void portsThatDifferByANumberAreNamedTogether() {
    List<DeviceInfo> devices =
        PortGroups.of(
            List.of("system:playback_2", "system:playback_1", "synth:left", "mic:in_4", "mic:in_1"),
            Direction.INPUT,
            Rational.of(48_000));
    assertEquals(
        List.of("synth:left", "system:playback_{1..2}", "mic:in_1", "mic:in_4"),
        devices.stream().map(DeviceInfo::id).toList());
    assertEquals(2, devices.get(1).channels());
    assertEquals(Set.of(Direction.INPUT), devices.get(1).directions());
    assertEquals(List.of(Rational.of(48_000)), devices.get(1).rates());
  }

  @Test
  void aGroupsNameExpandsToItsPorts() throws RefusedException {
    List<String> ports = List.of("a:b1", "a:b2", "a:b3");
    String id = PortGroups.of(ports, Direction.OUTPUT, Rational.of(44_100)).getFirst().id();
    assertEquals(ports, PortPattern.expand(id));
  }
}
