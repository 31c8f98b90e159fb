// SPDX-License-Identifier: Apache-2.0
package org.tactus.topology.internal;

import java.util.ArrayList;
import java.util.List;
import org.tactus.linux.CpuSet;
import org.tactus.machine.internal.KernelFiles;
import org.tactus.topology.Cpu;
import org.tactus.topology.Topology;

/** Reads a {@link Topology} from {@code /sys/devices/system}, {@code /proc} and the cgroups. */
public final class TopologyReader {
  private static final String CPUS = "/sys/devices/system/cpu";
  private static final String NODES = "/sys/devices/system/node";
  private static final String FIRST_AFFINITY = "org.tactus.topology.affinity";
  private static final String CGROUPS = "/sys/fs/cgroup";

  private final KernelFiles files;

  public TopologyReader(KernelFiles files) {
    this.files = files;
  }

  /**
   * Reads with the affinity that the process had when this was first called, because Tactus then
   * narrows the affinity of its own threads, and a restart of this bundle must not take that for
   * the operator's wish.
   */
  public Topology readOnce() {
    String first = System.getProperty(FIRST_AFFINITY);
    CpuSet affinity = first == null ? affinity() : CpuSet.parse(first);
    System.setProperty(FIRST_AFFINITY, affinity.toString());
    return read(affinity);
  }

  /** Reads the machine as it is now. */
  public Topology read() {
    return read(affinity());
  }

  private Topology read(CpuSet affinity) {
    CpuSet online = files.cpus(CPUS + "/online");
    if (online.isEmpty()) {
      throw new IllegalStateException(
          "The CPUs of this machine could not be read from "
              + CPUS
              + "/online; mount sysfs with 'mount -t sysfs sysfs /sys'");
    }
    CpuSet isolated =
        files
            .cpus(CPUS + "/isolated")
            .plus(files.cpus(CGROUPS + "/cpuset.cpus.isolated"))
            .intersection(online);
    CpuSet nohzFull = files.cpus(CPUS + "/nohz_full");
    List<NodeCpus> nodes = nodes();
    List<Cpu> cpus = new ArrayList<>();
    online.stream().forEach(id -> cpus.add(cpu(id, online, isolated, nohzFull, nodes)));
    CpuSet cpuset = cpuset(online);
    CpuSet present = files.cpus(CPUS + "/present").plus(online);
    return new Topology(cpus, present, cpuset, allowed(affinity, cpuset, isolated));
  }

  private record NodeCpus(int node, CpuSet cpus) {}

  private List<NodeCpus> nodes() {
    List<NodeCpus> nodes = new ArrayList<>();
    for (String name : files.names(NODES)) {
      if (name.matches("node\\d{1,6}")) {
        nodes.add(
            new NodeCpus(
                Integer.parseInt(name.substring(4)), files.cpus(NODES + "/" + name + "/cpulist")));
      }
    }
    return nodes;
  }

  private Cpu cpu(int id, CpuSet online, CpuSet isolated, CpuSet nohzFull, List<NodeCpus> nodes) {
    String folder = CPUS + "/cpu" + id;
    CpuSet self = CpuSet.of(id);
    int node =
        nodes.stream()
            .filter(n -> n.cpus().contains(id))
            .mapToInt(NodeCpus::node)
            .findFirst()
            .orElse(0);
    CpuSet siblings = files.cpus(folder + "/topology/core_cpus_list");
    if (siblings.isEmpty()) {
      siblings = files.cpus(folder + "/topology/thread_siblings_list");
    }
    CpuSet l2 = CpuSet.none();
    CpuSet l3 = CpuSet.none();
    for (String index : files.names(folder + "/cache")) {
      String cache = folder + "/cache/" + index;
      switch (files.read(cache + "/level").seen()) {
        case "2" -> l2 = l2.plus(files.cpus(cache + "/shared_cpu_list"));
        case "3" -> l3 = l3.plus(files.cpus(cache + "/shared_cpu_list"));
        default -> {}
      }
    }
    return new Cpu(
        id,
        (int) files.number(folder + "/topology/physical_package_id").orElse(-1),
        (int) files.number(folder + "/topology/core_id").orElse(-1),
        node,
        siblings.intersection(online).plus(self),
        l2.intersection(online).plus(self),
        l3.intersection(online).plus(self),
        isolated.contains(id),
        nohzFull.contains(id),
        (int) files.number(folder + "/cpu_capacity").orElse(0),
        files.number(folder + "/cpufreq/cpuinfo_max_freq").orElse(0));
  }

  /**
   * The CPUs that the cgroup of this process grants. A cpuset is the hard limit: the kernel cuts
   * every affinity mask down to it. In a container the path in {@code /proc/self/cgroup} may be the
   * host's, so the nearest ancestor that exists is taken.
   */
  private CpuSet cpuset(CpuSet online) {
    for (String line : files.lines("/proc/self/cgroup")) {
      String[] fields = line.split(":", 3);
      if (fields.length < 3) {
        continue;
      }
      CpuSet granted = CpuSet.none();
      if (List.of(fields[1].split(",")).contains("cpuset")) {
        granted = nearest(CGROUPS + "/cpuset", fields[2], "cpuset.effective_cpus", "cpuset.cpus");
      } else if (fields[0].equals("0")) {
        granted = nearest(CGROUPS, fields[2], "cpuset.cpus.effective");
      }
      if (!granted.intersection(online).isEmpty()) {
        return granted.intersection(online);
      }
    }
    return online;
  }

  private CpuSet nearest(String mount, String group, String... names) {
    String path = group;
    while (true) {
      for (String name : names) {
        CpuSet granted = files.cpus(mount + (path.equals("/") ? "" : path) + "/" + name);
        if (!granted.isEmpty()) {
          return granted;
        }
      }
      if (path.isEmpty() || path.equals("/")) {
        return CpuSet.none();
      }
      path = path.substring(0, Math.max(path.lastIndexOf('/'), 0));
    }
  }

  private CpuSet affinity() {
    for (String line : files.lines("/proc/self/status")) {
      if (line.startsWith("Cpus_allowed_list:")) {
        return CpuSet.parse(line.substring(line.indexOf(':') + 1));
      }
    }
    return CpuSet.none();
  }

  /**
   * The affinity of a process that nobody pinned leaves the isolated CPUs out, yet it may move its
   * threads there; an affinity that leaves out more, or holds an isolated CPU, was set by hand and
   * is obeyed.
   */
  private static CpuSet allowed(CpuSet affinity, CpuSet cpuset, CpuSet isolated) {
    CpuSet granted = affinity.intersection(cpuset);
    return granted.isEmpty() || granted.equals(cpuset.minus(isolated)) ? cpuset : granted;
  }
}
