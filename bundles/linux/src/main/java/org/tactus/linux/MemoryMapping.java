// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One mapping of {@code /proc/PID/smaps}; see proc_pid_smaps(5). Sizes are bytes.
 *
 * @param start the first address
 * @param end the address after the last
 * @param permissions for example {@code rw-p}
 * @param path a file, a name in brackets, or empty
 * @param sizes the counters of the mapping in bytes, by the kernel's name, for example {@code Rss}
 * @param flags the kernel's two-letter flags, for example {@code lo} for locked
 */
public record MemoryMapping(
    long start,
    long end,
    String permissions,
    String path,
    Map<String, Long> sizes,
    Set<String> flags) {

  private static final Path SMAPS = Path.of("/proc/self/smaps");

  /** The length of the mapping. */
  public long size() {
    return end - start;
  }

  /** Resident bytes; pages of hugetlbfs are not counted here but in {@link #hugetlb()}. */
  public long rss() {
    return counter("Rss");
  }

  /** Locked bytes, a shared page counted by its share. */
  public long locked() {
    return counter("Locked");
  }

  /** Bytes of explicit huge pages. */
  public long hugetlb() {
    return counter("Private_Hugetlb") + counter("Shared_Hugetlb");
  }

  /** Resident bytes in transparent huge pages. */
  public long anonHugePages() {
    return counter("AnonHugePages");
  }

  /** Bytes that went to swap. */
  public long swap() {
    return counter("Swap");
  }

  /** The size of the pages that the kernel uses for this mapping. */
  public long kernelPageSize() {
    return counter("KernelPageSize");
  }

  /** True when the mapping is locked, whatever of it is resident. */
  public boolean isLocked() {
    return flags.contains("lo");
  }

  /** One counter in bytes, 0 when the kernel does not print it. */
  public long counter(String name) {
    return sizes.getOrDefault(name, 0L);
  }

  /** True when {@code address} is inside. */
  public boolean contains(long address) {
    return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
  }

  /** All mappings of this process, in ascending order. */
  public static List<MemoryMapping> ofProcess() {
    return read(SMAPS, _ -> true, _ -> false);
  }

  /**
   * The mappings of this process that lie in {@code [start, start + bytes)} wholly or in part, in
   * ascending order. Reads no further than it must.
   */
  public static List<MemoryMapping> within(long start, long bytes) {
    long end = start + bytes;
    return read(
        SMAPS,
        m -> Long.compareUnsigned(m.end, start) > 0 && Long.compareUnsigned(m.start, end) < 0,
        m -> Long.compareUnsigned(m.end, end) >= 0);
  }

  /** Parses text in the format of {@code smaps}. */
  public static List<MemoryMapping> parse(Reader text) throws IOException {
    return parse(text, _ -> true, _ -> false);
  }

  private static List<MemoryMapping> read(
      Path file, Predicate<MemoryMapping> wanted, Predicate<MemoryMapping> last) {
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      return parse(reader, wanted, last);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<MemoryMapping> parse(
      Reader text, Predicate<MemoryMapping> wanted, Predicate<MemoryMapping> last)
      throws IOException {
    List<MemoryMapping> mappings = new ArrayList<>();
    BufferedReader lines = new BufferedReader(text);
    String header = lines.readLine();
    while (header != null) {
      Map<String, Long> sizes = new HashMap<>();
      Set<String> flags = Set.of();
      String line = lines.readLine();
      for (; line != null && isDetail(line); line = lines.readLine()) {
        int colon = line.indexOf(':');
        String name = line.substring(0, colon);
        String value = line.substring(colon + 1).strip();
        if (name.equals("VmFlags")) {
          flags = Set.of(value.split(" +"));
        } else if (value.endsWith(" kB")) {
          sizes.put(name, Long.parseLong(value.substring(0, value.length() - 3)) * 1024);
        }
      }
      MemoryMapping mapping = of(header, sizes, flags);
      if (wanted.test(mapping)) {
        mappings.add(mapping);
      }
      if (last.test(mapping)) {
        return mappings;
      }
      header = line;
    }
    return mappings;
  }

  private static boolean isDetail(String line) {
    int colon = line.indexOf(':');
    int space = line.indexOf(' ');
    return colon > 0 && (space < 0 || colon < space);
  }

  private static MemoryMapping of(String header, Map<String, Long> sizes, Set<String> flags)
      throws IOException {
    String[] fields = header.split(" +", 6);
    int dash = fields[0].indexOf('-');
    if (fields.length < 5 || dash < 0) {
      throw new IOException("'" + header + "' is not the first line of a mapping");
    }
    try {
      return new MemoryMapping(
          Long.parseUnsignedLong(fields[0].substring(0, dash), 16),
          Long.parseUnsignedLong(fields[0].substring(dash + 1), 16),
          fields[1],
          fields.length > 5 ? fields[5] : "",
          Map.copyOf(sizes),
          flags);
    } catch (NumberFormatException e) {
      throw new IOException("'" + header + "' is not the first line of a mapping", e);
    }
  }
}
