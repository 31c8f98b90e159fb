// SPDX-License-Identifier: Apache-2.0
package org.tactus.bench.internal;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What this process uses.
 *
 * @param heapBytes on the Java heap, after a collection
 * @param metaspaceBytes for classes
 * @param codeBytes for compiled code
 * @param residentBytes in memory, as the kernel says
 */
record MemoryUse(long heapBytes, long metaspaceBytes, long codeBytes, long residentBytes) {

  static MemoryUse now() {
    System.gc();
    return new MemoryUse(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        pools(name -> name.equals("Metaspace")),
        pools(name -> name.startsWith("Code")),
        resident());
  }

  private static long pools(Predicate<String> which) {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> which.test(pool.getName()))
        .map(MemoryPoolMXBean::getUsage)
        .mapToLong(usage -> usage.getUsed())
        .sum();
  }

  private static long resident() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
