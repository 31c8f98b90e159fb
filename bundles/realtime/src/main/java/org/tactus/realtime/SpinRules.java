// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tactus.linux.CpuSet;
import org.tactus.linux.SystemInformation;

/**
 * Says whether a real-time thread may spin for ever on a CPU. On a CPU with ordinary tasks it may
 * not: since 6.12 the kernel's fair server takes the CPU from it for those tasks, 50 ms in every
 * second (Documentation/scheduler/sched-deadline.rst); before, real-time throttling did
 * (Documentation/scheduler/sched-rt-group.rst).
 */
public final class SpinRules {
  private final Path root;
  private final String release;

  /** The rules on this machine, read when asked. */
  public SpinRules() {
    this(Path.of("/"), SystemInformation.read().release());
  }

  SpinRules(Path root, String release) {
    this.root = root;
    this.release = release;
  }

  /**
   * Why a thread on these CPUs may not spin for ever.
   *
   * @param cpus the CPUs that the thread is pinned to
   * @return one sentence with the remedy; empty when it may
   */
  public Optional<String> refusal(CpuSet cpus) {
    if (cpus.isEmpty()) {
      return Optional.of("A thread that spins for ever must be pinned; give it a CPU");
    }
    CpuSet isolated = CpuSet.parse(text("sys/devices/system/cpu/isolated").orElse(""));
    for (int cpu : cpus.minus(isolated).stream().toArray()) {
      Optional<String> refusal = refusalOfShared(cpu);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return Optional.empty();
  }

  private Optional<String> refusalOfShared(int cpu) {
    String server = "sys/kernel/debug/sched/fair_server/cpu" + cpu + "/runtime";
    Optional<String> runtime = text(server);
    if (runtime.isPresent()) {
      return runtime.get().equals("0")
          ? Optional.empty()
          : Optional.of(
              "CPU "
                  + cpu
                  + " is not isolated and its fair server takes "
                  + runtime.get()
                  + " ns from a thread that spins: boot with isolcpus="
                  + cpu
                  + ", or write 0 to /"
                  + server);
    }
    if (hasFairServer()) {
      return Optional.of(
          "CPU "
              + cpu
              + " is not isolated and the kernel's fair server takes time from a thread that"
              + " spins: boot with isolcpus="
              + cpu
              + ", or mount debugfs on /sys/kernel/debug and write 0 to /"
              + server);
    }
    String throttle = text("proc/sys/kernel/sched_rt_runtime_us").orElse("unknown");
    return throttle.equals("-1")
        ? Optional.empty()
        : Optional.of(
            "CPU "
                + cpu
                + " is not isolated and real-time throttling (sched_rt_runtime_us is "
                + throttle
                + ") stops a thread that spins: boot with isolcpus="
                + cpu
                + ", or write -1 to /proc/sys/kernel/sched_rt_runtime_us");
  }

  private boolean hasFairServer() {
    String[] numbers = release.split("[^0-9]+");
    int major = numbers.length > 0 && !numbers[0].isEmpty() ? Integer.parseInt(numbers[0]) : 0;
    int minor = numbers.length > 1 ? Integer.parseInt(numbers[1]) : 0;
    return major > 6 || (major == 6 && minor >= 12);
  }

  private Optional<String> text(String file) {
    Path path = root.resolve(file);
    if (!Files.isReadable(path)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(path).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
