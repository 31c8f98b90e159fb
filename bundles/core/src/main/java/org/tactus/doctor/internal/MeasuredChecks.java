// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.tactus.doctor.DoctorCheck;
import org.tactus.doctor.Finding;
import org.tactus.linux.CpuSet;
import org.tactus.linux.LinuxException;
import org.tactus.linux.ThreadScheduling;
import org.tactus.linux.Threads;
import org.tactus.machine.internal.KernelFiles;
import org.tactus.topology.CpuPlanner;

/**
 * Keeps the CPU planned for the cycle busy for a moment and watches for time that it does not get:
 * from the firmware, the hypervisor, or interrupts.
 */
@Component(service = DoctorCheck.class)
public final class MeasuredChecks implements DoctorCheck {
  /** Below the interrupt threads of the kernel (50), above every ordinary real-time thread. */
  private static final int PRIORITY = 49;

  private static final long WARM_UP_NANOS = 30_000_000;
  private static final long MEASURE_NANOS = 200_000_000;
  private static final long NOTED_NANOS = 20_000;
  private static final long SMALL_NANOS = 100_000;

  /** Intel SDM volume 4: MSR_SMI_COUNT, the number of system management interrupts since reset. */
  private static final int MSR_SMI_COUNT = 0x34;

  private final KernelFiles files;
  private final CpuPlanner planner;

  @Activate
  public MeasuredChecks(@Reference CpuPlanner planner) {
    this(KernelFiles.ofMachine(), planner);
  }

  MeasuredChecks(KernelFiles files, CpuPlanner planner) {
    this.files = files;
    this.planner = planner;
  }

  /**
   * What one measurement saw.
   *
   * @param longest the longest time that the CPU did not get, nanoseconds
   * @param noted how many were longer than 20 µs
   * @param scheduling at which it ran
   * @param refusal why it ran as an ordinary thread, empty when it did not
   */
  record Gaps(long longest, int noted, String scheduling, String refusal) {}

  /**
   * The line of {@code /proc/stat} of one CPU, in ticks.
   *
   * @param total of all states
   * @param stolen while the hypervisor ran something else
   */
  record Ticks(long total, long stolen) {}

  @Override
  public List<Finding> examine() {
    int cpu = planner.plan().cycle().getFirst();
    boolean busy = !planner.reservations().isEmpty();
    Ticks before = ticks(cpu);
    OptionalLong interruptsBefore = managementInterrupts(cpu);
    Gaps gaps = busy ? null : measure(cpu);
    OptionalLong interrupts = managementInterrupts(cpu);
    Ticks after = ticks(cpu);
    List<Finding> findings = new ArrayList<>();
    findings.add(gapFinding(cpu, gaps));
    findings.add(stealFinding(cpu, before, after));
    findings.add(managementFinding(interruptsBefore, interrupts));
    return findings;
  }

  private static Gaps measure(int cpu) {
    Gaps[] result = new Gaps[1];
    RuntimeException[] failure = new RuntimeException[1];
    Thread thread =
        Thread.ofPlatform()
            .name("doctor")
            .daemon()
            .unstarted(() -> {
              try {
                result[0] = spin(cpu);
              } catch (RuntimeException e) {
                failure[0] = e;
              }
            });
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The measurement was interrupted", e);
    }
    if (failure[0] != null) {
      throw failure[0];
    }
    return result[0];
  }

  private static Gaps spin(int cpu) {
    Threads.setAffinity(0, CpuSet.of(cpu));
    String refusal = "";
    try {
      Threads.setScheduling(0, ThreadScheduling.fifo(PRIORITY));
    } catch (LinuxException e) {
      refusal = e.getMessage();
    }
    long[] gaps = new long[2];
    watch(WARM_UP_NANOS, gaps);
    Arrays.fill(gaps, 0);
    watch(MEASURE_NANOS, gaps);
    return new Gaps(gaps[0], (int) gaps[1], Threads.scheduling(0).toString(), refusal);
  }

  private static void watch(long nanos, long[] gaps) {
    long start = System.nanoTime();
    long last = start;
    while (last - start < nanos) {
      long now = System.nanoTime();
      long gap = now - last;
      if (gap > NOTED_NANOS) {
        gaps[1]++;
      }
      if (gap > gaps[0]) {
        gaps[0] = gap;
      }
      last = now;
    }
  }

  static Finding gapFinding(int cpu, Gaps gaps) {
    HostCheck check =
        new HostCheck(
            "hardware.gaps",
            "Time taken from a busy CPU",
            "The cycle stands still for this long whatever its priority.");
    if (gaps == null) {
      return check.info(
          "not measured while a pipeline runs", "Stop the pipelines and ask the doctor again.");
    }
    String seen =
        String.format(
            Locale.ROOT,
            "longest %.0f µs, %d above 20 µs in 200 ms on CPU %d at %s",
            gaps.longest() / 1e3,
            gaps.noted(),
            cpu,
            gaps.scheduling());
    String remedy =
        "Look for the source with rtla osnoise or the hwlat tracer (echo hwlat >"
            + " /sys/kernel/tracing/current_tracer): switch power management off in the firmware,"
            + " move interrupts away, pin virtual CPUs.";
    if (!gaps.refusal().isEmpty()) {
      return check.info(
          seen + ", preemption by other programs included",
          "Give Tactus the right to real-time scheduling to measure the hardware alone ("
              + gaps.refusal()
              + ").");
    }
    if (gaps.longest() < NOTED_NANOS) {
      return check.ok(seen);
    }
    return gaps.longest() < SMALL_NANOS ? check.info(seen, remedy) : check.warn(seen, remedy);
  }

  Ticks ticks(int cpu) {
    for (String line : files.lines("/proc/stat")) {
      if (line.startsWith("cpu" + cpu + " ")) {
        String[] fields = line.split("\\s+");
        long total = 0;
        // user nice system idle iowait irq softirq steal; guest time is part of user time
        for (int i = 1; i < fields.length && i <= 8; i++) {
          total += Long.parseLong(fields[i]);
        }
        return new Ticks(total, fields.length > 8 ? Long.parseLong(fields[8]) : 0);
      }
    }
    return new Ticks(0, 0);
  }

  static Finding stealFinding(int cpu, Ticks before, Ticks after) {
    HostCheck check =
        new HostCheck(
            "hardware.steal",
            "Time stolen by the hypervisor",
            "The cycle stands still while the host runs something else on its CPU.");
    long now = after.stolen() - before.stolen();
    double share = after.total() == 0 ? 0 : 100.0 * after.stolen() / after.total();
    String seen =
        String.format(
            Locale.ROOT, "CPU %d: %d ticks just now, %.3f %% since boot", cpu, now, share);
    String remedy =
        "Ask the host for dedicated CPUs: pin virtual CPUs (libvirt: <vcpupin>), switch"
            + " overcommitment off, or run on bare metal.";
    if (now > 0 || share >= 0.1) {
      return check.warn(seen, remedy);
    }
    return after.stolen() > 0 ? check.info(seen, remedy) : check.ok(seen);
  }

  private OptionalLong managementInterrupts(int cpu) {
    Path device = files.path("/dev/cpu/" + cpu + "/msr");
    if (!Files.isReadable(device)) {
      return OptionalLong.empty();
    }
    try (FileChannel channel = FileChannel.open(device)) {
      ByteBuffer value = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
      return channel.read(value, MSR_SMI_COUNT) == 8
          ? OptionalLong.of(value.flip().getLong() & 0xffffffffL)
          : OptionalLong.empty();
    } catch (IOException _) {
      // A processor without this register answers with an I/O error, as does one that hides it.
      return OptionalLong.empty();
    }
  }

  Finding managementFinding(OptionalLong before, OptionalLong after) {
    HostCheck check =
        new HostCheck(
            "hardware.smi",
            "System management interrupts",
            "The firmware stops all CPUs for 50 microseconds to several milliseconds, unseen by the"
                + " kernel.");
    if (before.isEmpty() || after.isEmpty()) {
      boolean tracer =
          Arrays.asList(
                  files
                      .read("/sys/kernel/tracing/available_tracers")
                      .value()
                      .orElse("")
                      .split("\\s+"))
              .contains("hwlat");
      return check.info(
          "their counter could not be read (register 0x34 of an Intel processor)",
          tracer
              ? "As root: modprobe msr; or echo hwlat > /sys/kernel/tracing/current_tracer and read"
                  + " /sys/kernel/tracing/trace after a minute"
              : "As root: modprobe msr; or boot a kernel with CONFIG_HWLAT_TRACER=y");
    }
    long now = after.getAsLong() - before.getAsLong();
    String seen = now + " just now, " + after.getAsLong() + " since reset";
    return now == 0
        ? check.ok(seen)
        : check.warn(
            seen,
            "Switch off in the firmware: legacy USB support, power capping, memory scrubbing,"
                + " vendor management; then compare with turbostat --show SMI");
  }
}
