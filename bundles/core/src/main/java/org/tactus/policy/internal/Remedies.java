// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tactus.linux.Capability;
import org.tactus.linux.CpuSet;
import org.tactus.linux.Errno;
import org.tactus.linux.LinuxException;
import org.tactus.linux.ResourceLimit;
import org.tactus.linux.ThreadScheduling;

/** Finds out why the kernel refused and says in one sentence how to make it agree. */
final class Remedies {
  private Remedies() {}

  static String scheduling(ThreadScheduling wanted, LinuxException refusal) {
    if (refusal.errno() == Errno.EPERM) {
      return schedulingRight(wanted);
    }
    if (refusal.errno() == Errno.EBUSY) {
      return "The deadline tasks of these CPUs would need more than the kernel may give away;"
          + " lower the runtime, or raise /proc/sys/kernel/sched_rt_runtime_us";
    }
    return refusal.getMessage() + "; choose a scheduler and a priority that sched(7) allows";
  }

  private static String schedulingRight(ThreadScheduling wanted) {
    boolean capable = Capability.SYS_NICE.isEffective();
    if (capable) {
      Optional<String> group = groupWithoutRealTimeBudget();
      if (group.isPresent()) {
        return "RT group scheduling gives the control group no real-time budget: write 950000 to "
            + group.get();
      }
      return "The kernel refuses although the process has CAP_SYS_NICE: look for a seccomp filter,"
          + " RestrictRealtime=yes in the systemd unit, or RT group scheduling without a budget";
    }
    ResourceLimit.Values limit = ResourceLimit.RTPRIO.get();
    return "The process has neither CAP_SYS_NICE nor a sufficient rtprio limit (it is "
        + limit
        + ", needed is "
        + Math.max(1, wanted.priority())
        + "): add '@audio - rtprio 95' to /etc/security/limits.d/tactus.conf and log in anew, or"
        + " LimitRTPRIO=95 or AmbientCapabilities=CAP_SYS_NICE to the systemd unit";
  }

  /** The file of cgroup v1 that says 0 for this process's group. */
  private static Optional<String> groupWithoutRealTimeBudget() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
        String[] fields = line.split(":", 3);
        if (fields.length == 3 && List.of(fields[1].split(",")).contains("cpu")) {
          for (String mount : new String[] {"cpu", "cpu,cpuacct"}) {
            Path file = Path.of("/sys/fs/cgroup/" + mount + fields[2], "cpu.rt_runtime_us");
            if (Files.isReadable(file) && Files.readString(file).strip().equals("0")) {
              return Optional.of(file.toString());
            }
          }
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String affinity(CpuSet wanted, CpuSet effective) {
    return "The thread may run on CPUs "
        + effective
        + " instead of "
        + wanted
        + ": name CPUs that are online and in the cpuset of this process (Cpus_allowed_list in"
        + " /proc/self/status), or widen its cpuset (AllowedCPUs= in the systemd unit)";
  }

  static String memoryLock() {
    ResourceLimit.Values limit = ResourceLimit.MEMLOCK.get();
    return "The process has no CAP_IPC_LOCK and may lock only "
        + limit
        + " bytes: add '@audio - memlock unlimited' to /etc/security/limits.d/tactus.conf and log"
        + " in anew, or LimitMEMLOCK=infinity or AmbientCapabilities=CAP_IPC_LOCK to the systemd"
        + " unit";
  }

  /** True when everything may be locked, now and later. */
  static boolean mayLockEverything() {
    return Capability.IPC_LOCK.isEffective() || ResourceLimit.MEMLOCK.get().isUnlimited();
  }
}
