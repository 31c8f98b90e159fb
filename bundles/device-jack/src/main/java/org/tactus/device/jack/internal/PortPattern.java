// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.jack.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tactus.api.RefusedException;

/**
 * Port names as a shell would write them: {@code system:playback_{1,2}}, {@code synth:out_{1..8}}.
 * Several braces give every combination, the last one changing fastest.
 */
final class PortPattern {

  private static final Pattern RANGE = Pattern.compile("(\\d{1,9})\\.\\.(\\d{1,9})");
  private static final int MOST = 1024;

  private PortPattern() {}

  /** The names that a pattern stands for; none for an empty one. */
  static List<String> expand(String pattern) throws RefusedException {
    if (pattern.isBlank()) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    expand(pattern, pattern.strip(), "", names);
    return names;
  }

  private static void expand(String whole, String rest, String head, List<String> names)
      throws RefusedException {
    int open = rest.indexOf('{');
    if (open < 0) {
      if (rest.indexOf('}') >= 0) {
        throw unbalanced(whole);
      }
      names.add(head + rest);
      if (names.size() > MOST) {
        throw new RefusedException(
            "jack ports '" + whole + "' are more than " + MOST + "; name fewer");
      }
      return;
    }
    int close = rest.indexOf('}', open);
    int inner = rest.indexOf('{', open + 1);
    if (close < 0 || (inner >= 0 && inner < close)) {
      throw unbalanced(whole);
    }
    for (String choice : choices(whole, rest.substring(open + 1, close))) {
      expand(whole, rest.substring(close + 1), head + rest.substring(0, open) + choice, names);
    }
  }

  private static List<String> choices(String whole, String inside) throws RefusedException {
    Matcher range = RANGE.matcher(inside);
    if (!range.matches()) {
      return List.of(inside.split(",", -1));
    }
    int first = Integer.parseInt(range.group(1));
    int last = Integer.parseInt(range.group(2));
    if (Math.abs(last - first) >= MOST) {
      throw new RefusedException(
          "jack ports '" + whole + "' are more than " + MOST + "; name fewer");
    }
    List<String> numbers = new ArrayList<>();
    for (int i = first; i != last; i += Integer.signum(last - first)) {
      numbers.add(Integer.toString(i));
    }
    numbers.add(Integer.toString(last));
    return numbers;
  }

  private static RefusedException unbalanced(String whole) {
    return new RefusedException(
        "jack ports '" + whole + "' have a brace without its partner; write {1,2} or {1..8}");
  }
}
