// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.jack.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tactus.api.Direction;
import org.tactus.api.Rational;
import org.tactus.api.device.DeviceInfo;

/** Puts ports that differ by a final number alone together, as the notation would name them. */
final class PortGroups {

  private static final Pattern NUMBERED = Pattern.compile("(.*?)([1-9]\\d{0,8})");

  private PortGroups() {}

  /** One device for each run of ports, in the order of the ports. */
  static List<DeviceInfo> of(List<String> ports, Direction direction, Rational rate) {
    Map<String, List<Integer>> numbers = new LinkedHashMap<>();
    List<DeviceInfo> devices = new ArrayList<>();
    for (String port : ports) {
      Matcher matcher = NUMBERED.matcher(port);
      if (matcher.matches()) {
        numbers
            .computeIfAbsent(matcher.group(1), _ -> new ArrayList<>())
            .add(Integer.parseInt(matcher.group(2)));
      } else {
        devices.add(device(port, 1, direction, rate));
      }
    }
    numbers.forEach((stem, found) -> {
      List<Integer> sorted = found.stream().sorted().toList();
      int first = 0;
      for (int i = 1; i <= sorted.size(); i++) {
        if (i == sorted.size() || sorted.get(i) != sorted.get(i - 1) + 1) {
          devices.add(run(stem, sorted.get(first), sorted.get(i - 1), direction, rate));
          first = i;
        }
      }
    });
    return devices;
  }

  private static DeviceInfo run(
      String stem, int first, int last, Direction direction, Rational rate) {
    String id = first == last ? stem + first : stem + "{" + first + ".." + last + "}";
    return device(id, last - first + 1, direction, rate);
  }

  private static DeviceInfo device(String id, int channels, Direction direction, Rational rate) {
    String description =
        (channels == 1 ? "A port" : channels + " ports")
            + " of '"
            + id.substring(0, Math.max(0, id.indexOf(':')))
            + "'";
    return new DeviceInfo(id, description, Set.of(direction), channels, List.of(rate));
  }
}
