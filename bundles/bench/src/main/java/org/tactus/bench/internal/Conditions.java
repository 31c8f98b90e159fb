// SPDX-License-Identifier: Apache-2.0
package org.tactus.bench.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tactus.bench.Row;
import org.tactus.linux.SystemInformation;
import org.tactus.policy.PolicyResult;

/** Under which conditions figures were measured. Control threads. */
final class Conditions {

  private static final double GIB = 1L << 30;

  private Conditions() {}

  /**
   * The rows that come first.
   *
   * @param policy what was asked of the machine and what took effect
   * @param load what kept the machine busy
   * @param seconds how long it was measured
   */
  static List<Row> rows(List<PolicyResult> policy, String load, double seconds) {
    SystemInformation system = SystemInformation.read();
    return List.of(
        Row.condition("machine", machine(system)),
        Row.condition("kernel", system.system() + " " + system.release() + " " + system.version()),
        Row.condition("java", System.getProperty("java.vendor") + " " + Runtime.version()),
        Row.condition("rights", rights(policy)),
        Row.condition("load", load),
        Row.condition("duration", String.format(Locale.ROOT, "%.0f s", seconds)));
  }

  private static String machine(SystemInformation system) {
    return String.format(
        Locale.ROOT,
        "%s, %d CPUs, %s, %.0f GiB",
        processor(),
        Runtime.getRuntime().availableProcessors(),
        system.machine(),
        memoryBytes() / GIB);
  }

  private static String processor() {
    return find("/proc/cpuinfo", "model name").orElse("unknown processor");
  }

  private static double memoryBytes() {
    return find("/proc/meminfo", "MemTotal")
        .map(text -> Double.parseDouble(text.replaceAll("[^0-9]", "")) * 1024)
        .orElse(Double.NaN);
  }

  private static java.util.Optional<String> find(String file, String key) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException _) {
      return java.util.Optional.empty();
    }
  }

  /** What did not take, or that everything did. */
  static String rights(List<PolicyResult> policy) {
    String lacking =
        policy.stream()
            .filter(result -> !result.ok())
            .map(result ->
                result.name() + " is " + result.effective() + ", not " + result.requested())
            .collect(Collectors.joining("; "));
    return lacking.isEmpty() ? "all " + policy.size() + " policies took" : lacking;
  }

  /** Whether the cycle thread is scheduled as it should be, without which no time means a thing. */
  static boolean isRealtime(List<PolicyResult> policy) {
    return policy.stream()
        .filter(result ->
            result.name().startsWith("tactus-cycle") && result.name().endsWith("scheduler"))
        .allMatch(PolicyResult::ok);
  }
}
