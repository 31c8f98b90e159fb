// SPDX-License-Identifier: Apache-2.0
package org.tactus.machine.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tactus.linux.CpuSet;

/** A crafted tree of {@code /sys} and {@code /proc} in a temporary directory. */
public final class MachineTree {
  private static final String CPUS = "/sys/devices/system/cpu";

  private final Path root;
  private final Map<String, Optional<byte[]>> before = new HashMap<>();

  public MachineTree(Path root) {
    this.root = root;
  }

  public Path root() {
    return root;
  }

  public KernelFiles files() {
    return new KernelFiles(root);
  }

  public MachineTree file(String path, String content) {
    String text = content.endsWith("\n") ? content : content + "\n";
    return file(path, text.getBytes(StandardCharsets.UTF_8));
  }

  public MachineTree file(String path, byte[] content) {
    remember(path);
    write(path, content);
    return this;
  }

  public MachineTree delete(String path) {
    remember(path);
    write(path, null);
    return this;
  }

  /** Undoes what was written and deleted since the last call of this. */
  public void undo() {
    before.forEach((path, content) -> write(path, content.orElse(null)));
    before.clear();
  }

  /** Takes what is there now as what {@link #undo()} goes back to. */
  public MachineTree keep() {
    before.clear();
    return this;
  }

  private void remember(String path) {
    try {
      Path file = files().path(path);
      Optional<byte[]> content =
          Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
      before.putIfAbsent(path, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String path, byte[] content) {
    try {
      Path file = files().path(path);
      if (content == null) {
        Files.delete(file);
      } else {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String content(String path) {
    return files().read(path).seen();
  }

  /** One CPU with its core, caches and package. */
  public MachineTree cpu(int id, int packageId, int coreId, String siblings, String l2, String l3) {
    String folder = CPUS + "/cpu" + id;
    file(folder + "/topology/physical_package_id", Integer.toString(packageId));
    file(folder + "/topology/core_id", Integer.toString(coreId));
    file(folder + "/topology/core_cpus_list", siblings);
    file(folder + "/cache/index0/level", "1");
    file(folder + "/cache/index0/shared_cpu_list", siblings);
    file(folder + "/cache/index2/level", "2");
    file(folder + "/cache/index2/shared_cpu_list", l2);
    if (!l3.isEmpty()) {
      file(folder + "/cache/index3/level", "3");
      file(folder + "/cache/index3/shared_cpu_list", l3);
    }
    return this;
  }

  public MachineTree online(String list) {
    file(CPUS + "/online", list);
    file(CPUS + "/present", list);
    file(CPUS + "/isolated", "");
    return affinity(list);
  }

  public MachineTree present(String list) {
    return file(CPUS + "/present", list);
  }

  public MachineTree isolated(String list) {
    return file(CPUS + "/isolated", list);
  }

  public MachineTree nohzFull(String list) {
    return file(CPUS + "/nohz_full", list);
  }

  public MachineTree affinity(String list) {
    return file("/proc/self/status", "Name:\tjava\nCpus_allowed:\tff\nCpus_allowed_list:\t" + list);
  }

  public MachineTree node(int node, String cpus) {
    return file("/sys/devices/system/node/node" + node + "/cpulist", cpus);
  }

  public MachineTree capacity(String cpus, int capacity) {
    CpuSet.parse(cpus).stream()
        .forEach(cpu -> file(CPUS + "/cpu" + cpu + "/cpu_capacity", Integer.toString(capacity)));
    return this;
  }

  public MachineTree frequency(String cpus, long kiloHertz) {
    CpuSet.parse(cpus).stream()
        .forEach(cpu ->
            file(CPUS + "/cpu" + cpu + "/cpufreq/cpuinfo_max_freq", Long.toString(kiloHertz)));
    return this;
  }

  /** Two packages of 16 cores and 32 threads; the second threads are numbered 32 to 63. */
  public static MachineTree numaServer(Path root) {
    MachineTree tree = new MachineTree(root).online("0-63");
    for (int cpu = 0; cpu < 64; cpu++) {
      int core = cpu % 32;
      int socket = core / 16;
      String siblings = core + "," + (core + 32);
      String l3 = socket == 0 ? "0-15,32-47" : "16-31,48-63";
      tree.cpu(cpu, socket, core % 16, siblings, siblings, l3);
    }
    return tree.node(0, "0-15,32-47").node(1, "16-31,48-63");
  }

  /** Four cores, eight threads, one cache for all. */
  public static MachineTree smtLaptop(Path root) {
    MachineTree tree = new MachineTree(root).online("0-7").node(0, "0-7");
    for (int cpu = 0; cpu < 8; cpu++) {
      int core = cpu % 4;
      tree.cpu(cpu, 0, core, core + "," + (core + 4), core + "," + (core + 4), "0-7");
    }
    return tree;
  }

  /** Two performance cores with two threads, two clusters of four efficiency cores. */
  public static MachineTree hybrid(Path root) {
    MachineTree tree = new MachineTree(root).online("0-11").node(0, "0-11");
    tree.cpu(0, 0, 0, "0-1", "0-1", "0-11").cpu(1, 0, 0, "0-1", "0-1", "0-11");
    tree.cpu(2, 0, 4, "2-3", "2-3", "0-11").cpu(3, 0, 4, "2-3", "2-3", "0-11");
    for (int cpu = 4; cpu < 12; cpu++) {
      tree.cpu(cpu, 0, 8 + cpu, Integer.toString(cpu), cpu < 8 ? "4-7" : "8-11", "0-11");
    }
    return tree.frequency("0-3", 4_700_000).frequency("4-11", 3_500_000);
  }

  /** Two CPUs without a level-3 cache, without NUMA nodes. */
  public static MachineTree smallGuest(Path root) {
    return new MachineTree(root)
        .online("0-1")
        .cpu(0, 0, 0, "0", "0", "")
        .cpu(1, 0, 1, "1", "1", "");
  }

  /** Eight cores in clusters of two, the last two isolated and tickless. */
  public static MachineTree isolatedCores(Path root) {
    MachineTree tree = new MachineTree(root).online("0-7").node(0, "0-7");
    for (int cpu = 0; cpu < 8; cpu++) {
      int first = cpu / 2 * 2;
      tree.cpu(cpu, 0, cpu, Integer.toString(cpu), first + "-" + (first + 1), "0-7");
    }
    return tree.isolated("6-7").nohzFull("6-7").affinity("0-5");
  }
}
