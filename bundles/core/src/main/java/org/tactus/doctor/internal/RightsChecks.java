// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor.internal;

import java.util.List;
import org.tactus.doctor.Finding;

/** What this process may do. */
final class RightsChecks {
  private static final int CAP_IPC_LOCK = 14;
  private static final int CAP_SYS_NICE = 23;

  /** The highest priority that Tactus gives, see the roles. */
  private static final int WANTED_PRIORITY = 95;

  private static final String LOG_IN = " to /etc/security/limits.d/tactus.conf and log in anew";

  private final Host host;

  private RightsChecks(Host host) {
    this.host = host;
  }

  static List<Finding> of(Host host) {
    RightsChecks checks = new RightsChecks(host);
    return List.of(checks.scheduling(), checks.locking(), checks.realTimeTimeout());
  }

  private Finding scheduling() {
    HostCheck check =
        new HostCheck(
            "rights.scheduling",
            "Right to real-time scheduling",
            "The cycle runs as an ordinary thread behind every other program.");
    if (host.isCapable(CAP_SYS_NICE)) {
      return check.ok("CAP_SYS_NICE");
    }
    String limit = host.softLimit("Max realtime priority").orElse("0");
    String seen = "no CAP_SYS_NICE, rtprio limit " + limit;
    long highest = limit.equals("unlimited") ? 99 : Long.parseLong(limit);
    String remedy =
        "Add '@audio - rtprio 95'"
            + LOG_IN
            + "; systemd: LimitRTPRIO=95 or AmbientCapabilities=CAP_SYS_NICE";
    if (highest >= WANTED_PRIORITY) {
      return check.ok(seen);
    }
    return highest == 0 ? check.fail(seen, remedy) : check.warn(seen, remedy);
  }

  private Finding locking() {
    HostCheck check =
        new HostCheck(
            "rights.memory_lock",
            "Right to lock memory",
            "Memory may be evicted, and the cycle that touches it again faults.");
    if (host.isCapable(CAP_IPC_LOCK)) {
      return check.ok("CAP_IPC_LOCK");
    }
    String limit = host.softLimit("Max locked memory").orElse("0");
    if (limit.equals("unlimited")) {
      return check.ok("memlock limit unlimited");
    }
    return check.fail(
        "no CAP_IPC_LOCK, memlock limit " + Long.parseLong(limit) / 1024 + " KiB",
        "Add '@audio - memlock unlimited'"
            + LOG_IN
            + "; systemd: LimitMEMLOCK=infinity or AmbientCapabilities=CAP_IPC_LOCK");
  }

  private Finding realTimeTimeout() {
    HostCheck check =
        new HostCheck(
            "rights.rttime",
            "Limit of real-time run time",
            "The kernel ends the process when a real-time thread runs this long without sleeping.");
    String limit = host.softLimit("Max realtime timeout").orElse("unlimited");
    return limit.equals("unlimited")
        ? check.ok("none")
        : check.warn(
            limit + " µs",
            "ulimit -R unlimited before the start; systemd: LimitRTTIME=infinity; under rtkit start"
                + " Tactus outside the desktop session");
  }
}
