// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report of a run: as JSON for programs, in a few lines for the operator. */
final class RunReport {
  private static final JSON PRETTY =
      JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.WRITE_NULL_PROPERTIES);

  private RunReport() {}

  static void write(Map<String, Object> report, Path file) throws OperatorException {
    try {
      Files.writeString(file, json(report));
    } catch (IOException e) {
      throw new OperatorException(
          ExitStatus.FAILURE,
          "The report could not be written to "
              + file
              + " ("
              + e.getMessage()
              + "): see that the disk is not full and you have the right to.",
          e);
    }
  }

  static String json(Map<String, Object> report) throws IOException {
    return PRETTY.asString(report) + "\n";
  }

  static String summary(Map<String, Object> report) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%s: %s cycles in %s s at %s Hz, %s frames; first cycle after %s ms",
        report.get("pipeline"),
        report.get("cycles"),
        number(report.get("seconds")),
        report.get("rate"),
        report.get("period"),
        number(report.get("startToFirstCycleMs")));
    line(
        text,
        "late %s of %s; lateness %s; cycle %s (p50/p99/p99.9/max, µs)",
        report.get("late"),
        report.get("cycles"),
        percentiles(report.get("lateness")),
        percentiles(report.get("cycleTime")));
    Map<?, ?> faults = map(report.get("pageFaults"));
    line(
        text,
        "allocated %s bytes; page faults %s minor, %s major; xruns %s",
        report.get("allocatedBytes"),
        faults.get("minor"),
        faults.get("major"),
        xruns(map(report.get("xrunsByCause"))));
    for (Object entry : list(report.get("policy"))) {
      Map<?, ?> policy = map(entry);
      if (!Boolean.TRUE.equals(policy.get("ok"))) {
        line(
            text,
            "not as asked: %s is %s instead of %s; %s",
            policy.get("name"),
            policy.get("effective"),
            policy.get("requested"),
            policy.get("remedy"));
      }
    }
    return text.toString();
  }

  /** How many, and how many of each cause. */
  private static String xruns(Map<?, ?> byCause) {
    long all = 0;
    for (Object count : byCause.values()) {
      all += ((Number) count).longValue();
    }
    return byCause.isEmpty() ? "0" : all + " " + byCause;
  }

  private static String percentiles(Object value) {
    Map<?, ?> percentiles = map(value);
    return String.join(
        "/",
        number(percentiles.get("p50")),
        number(percentiles.get("p99")),
        number(percentiles.get("p999")),
        number(percentiles.get("max")));
  }

  private static String number(Object value) {
    return value instanceof Double d ? String.format(Locale.ROOT, "%.1f", d) : "" + value;
  }

  private static void line(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }

  private static Map<?, ?> map(Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}
