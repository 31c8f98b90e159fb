// SPDX-License-Identifier: Apache-2.0
package org.tactus.machine.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;
import org.tactus.api.RefusedException;
import org.tactus.linux.HeldFile;
import org.tactus.linux.LinuxException;
import org.tactus.policy.PolicyResult;

/**
 * Holds {@code /dev/cpu_dma_latency}, the kernel's request for a bound on the time in which a CPU
 * wakes up; see Documentation/power/pm_qos_interface.rst of the kernel.
 */
@Component(service = CpuLatency.class, configurationPid = CpuLatency.PID)
@Designate(ocd = CpuLatencyConfiguration.class)
public final class CpuLatency {
  static final String PID = "org.tactus.machine.latency";
  static final String DEVICE = "/dev/cpu_dma_latency";
  private static final String NAME = "cpu_dma_latency";

  private final KernelFiles files;
  private final Logger logger;
  private boolean wanted = true;
  private int microseconds;
  private int users;
  private HeldFile held;
  private String refusal = "";

  @Activate
  public CpuLatency(
      CpuLatencyConfiguration configuration,
      Map<String, Object> properties,
      @Reference(service = LoggerFactory.class) Logger logger) {
    this(KernelFiles.ofMachine(), logger);
    modified(configuration, properties);
  }

  CpuLatency(KernelFiles files, Logger logger) {
    this.files = files;
    this.logger = logger;
  }

  @Modified
  synchronized void modified(
      CpuLatencyConfiguration configuration, Map<String, Object> properties) {
    try {
      ConfigurationKeys.check(PID, CpuLatencyConfiguration.class, properties);
      if (configuration.microseconds() < 0) {
        throw new RefusedException(
            "microseconds = "
                + configuration.microseconds()
                + " in configuration "
                + PID
                + " is refused; give 0 or more");
      }
    } catch (RefusedException e) {
      logger.error("{}; the former configuration stays", e.getMessage());
      return;
    }
    wanted = configuration.hold();
    microseconds = configuration.microseconds();
    update();
  }

  synchronized List<PolicyResult> acquire() {
    users++;
    update();
    return results();
  }

  synchronized void release() {
    if (users == 0) {
      throw new IllegalStateException(DEVICE + " was released more often than it was acquired");
    }
    users--;
    update();
  }

  @Deactivate
  synchronized void close() {
    users = 0;
    update();
  }

  private void update() {
    boolean hold = wanted && users > 0;
    if (held != null && !hold) {
      held.close();
      held = null;
    }
    if (!hold) {
      refusal = "";
      return;
    }
    try {
      if (held == null) {
        held = HeldFile.open(files.path(DEVICE));
      }
      held.writeInt(microseconds);
      refusal = "";
    } catch (LinuxException e) {
      refusal = remedy(e);
    }
  }

  private static String remedy(LinuxException e) {
    if (e.isMissingRight()) {
      return DEVICE
          + " may not be written by this user: start Tactus as root, or give the device to its"
          + " group with the udev rule KERNEL==\"cpu_dma_latency\", GROUP=\"realtime\","
          + " MODE=\"0660\"";
    }
    return DEVICE
        + " could not be held ("
        + e.getMessage()
        + "): use a kernel with CONFIG_CPU_IDLE, and in a container pass the device in";
  }

  synchronized List<PolicyResult> results() {
    String effective = effective();
    if (!wanted) {
      return List.of(PolicyResult.applied(NAME, "as is", effective));
    }
    String requested = microseconds + " µs while a pipeline runs";
    if (users == 0) {
      return List.of(PolicyResult.applied(NAME, requested, effective + ", no pipeline runs"));
    }
    if (!refusal.isEmpty()) {
      return List.of(PolicyResult.failed(NAME, requested, effective, refusal));
    }
    int value = read();
    return List.of(
        value >= 0 && value <= microseconds
            ? PolicyResult.applied(NAME, requested, effective)
            : PolicyResult.failed(
                NAME,
                requested,
                effective,
                DEVICE + " did not take " + microseconds + " µs; look for its cause in dmesg"));
  }

  private String effective() {
    int value = read();
    return value < 0 ? "not readable" : value + " µs";
  }

  /** The bound in force, by all who hold the device; -1 when it cannot be read. */
  int read() {
    try (SeekableByteChannel channel = Files.newByteChannel(files.path(DEVICE))) {
      ByteBuffer value = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
      return channel.read(value) == 4 ? value.flip().getInt() : -1;
    } catch (IOException e) {
      logger.debug("{} could not be read: {}", DEVICE, e.getMessage());
      return -1;
    }
  }
}
