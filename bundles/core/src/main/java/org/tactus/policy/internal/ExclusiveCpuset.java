// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tactus.linux.CpuSet;

/**
 * Finds the exclusive cpuset that a thread is in: a cgroup v1 cpuset with {@code cpu_exclusive}, or
 * a cgroup v2 partition. Only such a set is a scheduling domain of its own, which the kernel wants
 * for SCHED_DEADLINE with fewer than all CPUs; see Documentation/scheduler/sched-deadline.rst.
 */
final class ExclusiveCpuset {
  private ExclusiveCpuset() {}

  /** The CPUs of the exclusive cpuset of a thread of this process; empty when it is in none. */
  static Optional<CpuSet> of(int tid) {
    try {
      return in(
          Files.readAllLines(Path.of("/proc/self/task/" + tid + "/cgroup")),
          Path.of("/sys/fs/cgroup"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Optional<CpuSet> in(List<String> cgroupLines, Path mount) throws IOException {
    for (String line : cgroupLines) {
      String[] fields = line.split(":", 3);
      if (fields.length != 3 || fields[2].equals("/")) {
        continue;
      }
      boolean unified = fields[1].isEmpty();
      if (unified) {
        for (Path root : List.of(mount, mount.resolve("unified"))) {
          Path group = root.resolve(fields[2].substring(1));
          String partition = text(group.resolve("cpuset.cpus.partition"));
          if (partition.equals("root") || partition.equals("isolated")) {
            return Optional.of(CpuSet.parse(text(group.resolve("cpuset.cpus.effective"))));
          }
        }
      } else if (List.of(fields[1].split(",")).contains("cpuset")) {
        Path group = mount.resolve("cpuset").resolve(fields[2].substring(1));
        if (text(group.resolve("cpuset.cpu_exclusive")).equals("1")) {
          return Optional.of(CpuSet.parse(text(group.resolve("cpuset.cpus"))));
        }
      }
    }
    return Optional.empty();
  }

  private static String text(Path file) throws IOException {
    return Files.isReadable(file) ? Files.readString(file).strip() : "";
  }
}
