// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import java.util.EnumSet;
import java.util.Set;

/** The rights of a thread that real-time work needs; see capabilities(7). */
public enum Capability {
  /** Ignore permissions of files. */
  DAC_OVERRIDE(1),
  /** Lock memory without limit. */
  IPC_LOCK(14),
  /** Access I/O ports and raw devices. */
  SYS_RAWIO(17),
  /** Administer the system: mount, cpusets, quotas. */
  SYS_ADMIN(21),
  /** Raise priorities, choose real-time schedulers, set the affinity of any thread. */
  SYS_NICE(23),
  /** Exceed resource limits. */
  SYS_RESOURCE(24),
  /** Read performance counters. */
  PERFMON(38);

  private final int bit;

  Capability(int bit) {
    this.bit = bit;
  }

  /** The kernel's name, for example {@code CAP_SYS_NICE}. */
  public String symbol() {
    return "CAP_" + name();
  }

  /** True when this process has the capability in effect. */
  public boolean isEffective() {
    return isIn(ProcessStatus.ofProcess().effectiveCapabilities());
  }

  /** Those that this process has in effect. */
  public static Set<Capability> effective() {
    return in(ProcessStatus.ofProcess().effectiveCapabilities());
  }

  /** Those in a mask as {@code /proc/PID/status} prints it. */
  public static Set<Capability> in(long mask) {
    Set<Capability> found = EnumSet.noneOf(Capability.class);
    for (Capability capability : values()) {
      if (capability.isIn(mask)) {
        found.add(capability);
      }
    }
    return found;
  }

  private boolean isIn(long mask) {
    return (mask >>> bit & 1) != 0;
  }
}
