// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.zip.GZIPInputStream;
import org.tactus.linux.CpuSet;
import org.tactus.machine.internal.KernelFiles;
import org.tactus.machine.internal.KernelFiles.Reading;
import org.tactus.topology.CpuPlan;
import org.tactus.topology.Topology;

/** What the checks know of the machine, read once per examination. */
final class Host {
  private final KernelFiles files;
  private final Topology topology;
  private final CpuPlan plan;
  private final Map<String, String> parameters;
  private final Map<String, String> kernelConfiguration;
  private final List<String> processes;

  Host(KernelFiles files, Topology topology, CpuPlan plan) {
    this.files = files;
    this.topology = topology;
    this.plan = plan;
    this.parameters = parameters(files.read("/proc/cmdline").value().orElse(""));
    this.kernelConfiguration = readConfiguration();
    this.processes = readProcesses();
  }

  KernelFiles files() {
    return files;
  }

  Topology topology() {
    return topology;
  }

  CpuPlan plan() {
    return plan;
  }

  Reading read(String file) {
    return files.read(file);
  }

  /** The CPU that the next cycle thread would get first. */
  int cycleCpu() {
    return plan.cycle().getFirst();
  }

  /** The online CPUs other than the cycle's core; every CPU where there is no other core. */
  CpuSet others() {
    CpuSet others = topology.online().minus(topology.coresOf(CpuSet.of(cycleCpu())));
    return others.isEmpty() ? topology.online() : others;
  }

  /** The value of a kernel parameter, empty text for one without a value. */
  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** Parameters after {@code --} are for the first process, not for the kernel. */
  private static Map<String, String> parameters(String commandLine) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String word : commandLine.split("\\s+")) {
      if (word.equals("--")) {
        break;
      }
      int equals = word.indexOf('=');
      parameters.put(
          equals < 0 ? word : word.substring(0, equals),
          equals < 0 ? "" : word.substring(equals + 1));
    }
    return parameters;
  }

  /** An option the kernel was built with, for example {@code HZ}; empty when it is not known. */
  Optional<String> option(String name) {
    return Optional.ofNullable(kernelConfiguration.get("CONFIG_" + name));
  }

  boolean has(String option) {
    return option(option).filter("y"::equals).isPresent();
  }

  /** True when the options that this kernel was built with can be read. */
  boolean knowsOptions() {
    return !kernelConfiguration.isEmpty();
  }

  private Map<String, String> readConfiguration() {
    Map<String, String> options = new HashMap<>();
    for (String line : configurationText().lines().toList()) {
      int equals = line.indexOf('=');
      if (line.startsWith("CONFIG_") && equals > 0) {
        options.put(line.substring(0, equals), line.substring(equals + 1).replace("\"", ""));
      }
    }
    return options;
  }

  private String configurationText() {
    if (files.exists("/proc/config.gz")) {
      try (InputStream compressed = new ByteArrayInputStream(files.bytes("/proc/config.gz"));
          InputStream text = new GZIPInputStream(compressed)) {
        return new String(text.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return files.read("/boot/config-" + release()).value().orElse("");
  }

  String release() {
    return files.read("/proc/sys/kernel/osrelease").value().orElse("");
  }

  /** True when the kernel is at least this version; false when its version is not known. */
  boolean isAtLeast(int major, int minor) {
    String[] numbers = release().split("\\D+");
    if (numbers.length < 2 || numbers[0].isEmpty()) {
      return false;
    }
    int seen = Integer.parseInt(numbers[0]);
    return seen > major || (seen == major && Integer.parseInt(numbers[1]) >= minor);
  }

  boolean isRealTimeKernel() {
    return files.read("/sys/kernel/realtime").number().orElse(0) == 1
        || files.read("/proc/version").value().orElse("").contains("PREEMPT_RT");
  }

  /** The names of all processes, kernel threads included. */
  List<String> processes() {
    return processes;
  }

  private List<String> readProcesses() {
    List<String> names = new ArrayList<>();
    for (String pid : files.names("/proc")) {
      if (Character.isDigit(pid.charAt(0))) {
        files.read("/proc/" + pid + "/comm").value().ifPresent(names::add);
      }
    }
    return names;
  }

  boolean runs(String process) {
    return processes.contains(process);
  }

  /** A line such as {@code Max locked memory} of {@code /proc/self/limits}: its soft limit. */
  Optional<String> softLimit(String name) {
    return files.lines("/proc/self/limits").stream()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length()).strip().split("\\s+")[0])
        .findFirst();
  }

  /** A field of {@code /proc/self/status}. */
  Optional<String> status(String field) {
    return files.lines("/proc/self/status").stream()
        .filter(line -> line.startsWith(field + ":"))
        .map(line -> line.substring(field.length() + 1).strip())
        .findFirst();
  }

  /** A field of {@code /proc/meminfo} in kB. */
  long memoryKiB(String field) {
    return files.lines("/proc/meminfo").stream()
        .filter(line -> line.startsWith(field + ":"))
        .map(line -> line.replaceAll("\\D+", " ").strip())
        .filter(digits -> !digits.isEmpty())
        .mapToLong(digits -> Long.parseLong(digits.split(" ")[0]))
        .findFirst()
        .orElse(0);
  }

  /** True when the process has the capability with this bit in effect. */
  boolean isCapable(int bit) {
    return status("CapEff")
        .filter(mask -> (Long.parseUnsignedLong(mask, 16) >>> bit & 1) != 0)
        .isPresent();
  }

  /**
   * The percentage of the last ten seconds in which some task waited, from a file of {@code
   * /proc/pressure}; see Documentation/accounting/psi.rst of the kernel.
   */
  static OptionalDouble pressure(Reading reading) {
    String begin = "some avg10=";
    return reading
        .value()
        .flatMap(text -> text.lines().filter(line -> line.startsWith(begin)).findFirst())
        .map(line -> line.substring(begin.length()).split(" ")[0])
        .map(percent -> OptionalDouble.of(Double.parseDouble(percent)))
        .orElse(OptionalDouble.empty());
  }

  /** A bit mask as the kernel prints it, 32 bits between commas. */
  static CpuSet mask(String text) {
    String digits = text.replace(",", "");
    BitSet bits = new BitSet();
    for (int i = 0; i < digits.length(); i++) {
      int digit = Character.digit(digits.charAt(digits.length() - 1 - i), 16);
      for (int bit = 0; bit < 4; bit++) {
        if ((digit >> bit & 1) != 0) {
          bits.set(4 * i + bit);
        }
      }
    }
    return CpuSet.of(bits);
  }

  /** The same, to write one. */
  static String mask(CpuSet cpus) {
    BigInteger value = BigInteger.ZERO;
    for (int cpu : cpus.stream().toArray()) {
      value = value.setBit(cpu);
    }
    String digits = value.toString(16);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < digits.length(); i++) {
      if (i > 0 && (digits.length() - i) % 8 == 0) {
        text.append(',');
      }
      text.append(digits.charAt(i));
    }
    return text.toString();
  }
}
