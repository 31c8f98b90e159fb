// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One line of {@code /proc/self/numa_maps}; see numa(7).
 *
 * @param start the first address of the mapping
 * @param policy for example {@code default} or {@code bind:0}
 * @param pagesByNode how many pages lie on which node
 * @param pageBytes the size of those pages in bytes
 */
public record NumaMapping(
    long start, String policy, SortedMap<Integer, Long> pagesByNode, long pageBytes) {
  private static final Path NUMA_MAPS = Path.of("/proc/self/numa_maps");

  /** True where the kernel knows NUMA ({@code CONFIG_NUMA}). */
  public static boolean isSupported() {
    return Files.isReadable(NUMA_MAPS);
  }

  /** The mapping of this process that begins at {@code start}. */
  public static Optional<NumaMapping> at(long start) {
    String prefix = String.format("%08x ", start);
    try (Stream<String> lines = Files.lines(NUMA_MAPS, StandardCharsets.UTF_8)) {
      return lines.filter(line -> line.startsWith(prefix)).findFirst().map(NumaMapping::parse);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Parses one line.
   *
   * @throws IllegalArgumentException when it does not begin with an address and a policy
   */
  public static NumaMapping parse(String line) {
    String[] fields = line.strip().split(" +");
    if (fields.length < 2) {
      throw new IllegalArgumentException("'" + line + "' is not a line of numa_maps");
    }
    SortedMap<Integer, Long> nodes = new TreeMap<>();
    long pageBytes = 0;
    for (int i = 2; i < fields.length; i++) {
      String field = fields[i];
      int equals = field.indexOf('=');
      if (equals < 0) {
        continue;
      }
      String key = field.substring(0, equals);
      String value = field.substring(equals + 1);
      if (key.equals("kernelpagesize_kB")) {
        pageBytes = Long.parseLong(value) * 1024;
      } else if (key.matches("N\\d+")) {
        nodes.put(Integer.valueOf(key.substring(1)), Long.valueOf(value));
      }
    }
    return new NumaMapping(
        Long.parseUnsignedLong(fields[0], 16),
        fields[1],
        Collections.unmodifiableSortedMap(nodes),
        pageBytes);
  }
}
