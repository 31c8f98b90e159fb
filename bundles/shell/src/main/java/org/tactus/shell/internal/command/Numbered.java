// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts neighbours like {@code db1}, {@code db2}, {@code db3} on one line where they are alike. */
final class Numbered {
  private static final Pattern NUMBERED = Pattern.compile("(.*?)([0-9]{1,9})");

  private Numbered() {}

  /**
   * Finds runs.
   *
   * @param items in order
   * @param id of an item; runs are of ids that end in successive numbers
   * @param alike whether two may be on one line
   * @return the first of every run by its id, or by {@code first..last}
   */
  static <T> Map<String, T> runs(List<T> items, Function<T, String> id, BiPredicate<T, T> alike) {
    Map<String, T> runs = new LinkedHashMap<>();
    for (int first = 0; first < items.size(); ) {
      int last = first;
      while (last + 1 < items.size()
          && follows(id.apply(items.get(last)), id.apply(items.get(last + 1)))
          && alike.test(items.get(first), items.get(last + 1))) {
        last++;
      }
      String name = id.apply(items.get(first));
      runs.put(
          last == first ? name : name + ".." + number(id.apply(items.get(last))), items.get(first));
      first = last + 1;
    }
    return runs;
  }

  private static boolean follows(String id, String next) {
    Matcher one = NUMBERED.matcher(id);
    Matcher other = NUMBERED.matcher(next);
    return one.matches()
        && other.matches()
        && one.group(1).equals(other.group(1))
        && Integer.parseInt(one.group(2)) + 1 == Integer.parseInt(other.group(2));
  }

  private static String number(String id) {
    Matcher matcher = NUMBERED.matcher(id);
    return matcher.matches() ? matcher.group(2) : id;
  }
}
