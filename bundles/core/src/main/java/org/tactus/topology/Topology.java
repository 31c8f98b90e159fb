// SPDX-License-Identifier: Apache-2.0
package org.tactus.topology;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.tactus.linux.CpuSet;

/**
 * The CPUs of a machine at one moment. Immutable; any thread may use it.
 *
 * @param cpus the online CPUs, ascending
 * @param present the CPUs that the machine has, online or not
 * @param cpuset the online CPUs that the cgroup of this process grants
 * @param allowed the online CPUs that this process may use: those of its affinity, and the isolated
 *     ones of its cpuset unless its affinity was narrowed by hand
 */
public record Topology(List<Cpu> cpus, CpuSet present, CpuSet cpuset, CpuSet allowed) {

  /** Copies the list and checks that the machine has a CPU that may be used. */
  public Topology {
    cpus = cpus.stream().sorted(Comparator.comparingInt(Cpu::id)).toList();
    Objects.requireNonNull(present, "present");
    Objects.requireNonNull(cpuset, "cpuset");
    if (allowed.isEmpty() || !onlineOf(cpus).containsAll(allowed)) {
      throw new IllegalArgumentException(
          "The CPUs " + allowed + " that may be used are not online CPUs " + onlineOf(cpus));
    }
  }

  private static CpuSet onlineOf(List<Cpu> cpus) {
    return CpuSet.of(cpus.stream().mapToInt(Cpu::id).toArray());
  }

  /** The online CPUs. */
  public CpuSet online() {
    return onlineOf(cpus);
  }

  /** The online CPUs that the kernel's load balancer leaves alone. */
  public CpuSet isolated() {
    return CpuSet.of(cpus.stream().filter(Cpu::isolated).mapToInt(Cpu::id).toArray());
  }

  /** The online CPUs whose tick stops while one task runs. */
  public CpuSet nohzFull() {
    return CpuSet.of(cpus.stream().filter(Cpu::nohzFull).mapToInt(Cpu::id).toArray());
  }

  /** The online CPU with this number. */
  public Optional<Cpu> cpu(int id) {
    return cpus.stream().filter(cpu -> cpu.id() == id).findFirst();
  }

  /** The CPUs of the same cores as {@code members}, these included where they are online. */
  public CpuSet coresOf(CpuSet members) {
    CpuSet cores = CpuSet.none();
    for (Cpu cpu : cpus) {
      if (members.contains(cpu.id())) {
        cores = cores.plus(cpu.siblings());
      }
    }
    return cores;
  }

  /** True when a core has more than one online CPU. */
  public boolean hasSmt() {
    return cpus.stream().anyMatch(cpu -> cpu.siblings().size() > 1);
  }

  /** The number of cores with an online CPU. */
  public int coreCount() {
    return (int) cpus.stream().map(Cpu::siblings).distinct().count();
  }

  /** The number of packages with an online CPU. */
  public int packageCount() {
    return (int) cpus.stream().mapToInt(Cpu::packageId).distinct().count();
  }

  /** The number of NUMA nodes with an online CPU. */
  public int nodeCount() {
    return (int) cpus.stream().mapToInt(Cpu::node).distinct().count();
  }

  /**
   * A table for a terminal: a line on the machine, then one line per CPU. For {@code rt:topology}.
   */
  public String render() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "CPU", "PACKAGE", "NODE", "CORE", "SIBLINGS", "L2", "L3", "MHZ", "CAPACITY", "USE"));
    for (Cpu cpu : cpus) {
      rows.add(
          List.of(
              Integer.toString(cpu.id()),
              known(cpu.packageId()),
              Integer.toString(cpu.node()),
              known(cpu.coreId()),
              cpu.otherSiblings().isEmpty() ? "-" : cpu.otherSiblings().toString(),
              cpu.l2().toString(),
              cpu.l3().toString(),
              cpu.maxFrequencyKhz() == 0 ? "-" : Long.toString(cpu.maxFrequencyKhz() / 1000),
              cpu.capacity() == 0 ? "-" : Integer.toString(cpu.capacity()),
              use(cpu)));
    }
    StringBuilder text = new StringBuilder(summary()).append(System.lineSeparator());
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int column = 0; column < columns; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        line.append(row.get(column));
        line.repeat(' ', widths[column] - row.get(column).length() + 2);
      }
      text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }

  /** One line: packages, nodes, cores, CPUs, and which of them are isolated or allowed. */
  public String summary() {
    StringBuilder text = new StringBuilder();
    text.append(counted(packageCount(), "package")).append(", ");
    text.append(counted(nodeCount(), "NUMA node")).append(", ");
    text.append(counted(coreCount(), "core")).append(", ");
    text.append(counted(cpus.size(), "CPU")).append(" online (").append(online()).append(")");
    text.append("; allowed ").append(allowed);
    text.append("; isolated ").append(isolated().isEmpty() ? "none" : isolated());
    text.append("; tickless ").append(nohzFull().isEmpty() ? "none" : nohzFull());
    return text.toString();
  }

  private String use(Cpu cpu) {
    String use =
        Stream.of(
                cpu.isolated() ? "isolated" : "",
                cpu.nohzFull() ? "tickless" : "",
                allowed.contains(cpu.id()) ? "" : "not allowed")
            .filter(word -> !word.isEmpty())
            .reduce((a, b) -> a + ", " + b)
            .orElse("");
    return use.isEmpty() ? "-" : use;
  }

  private static String counted(int count, String thing) {
    return count + " " + thing + (count == 1 ? "" : "s");
  }

  private static String known(int number) {
    return number < 0 ? "-" : Integer.toString(number);
  }
}
