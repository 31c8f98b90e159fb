// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor.internal;

import java.util.List;
import org.tactus.doctor.Finding;
import org.tactus.doctor.Severity;
import org.tactus.machine.internal.KernelFiles.Reading;

/** One thing to look at: what it is called and what it costs when it is not as it should be. */
record HostCheck(String id, String title, String cost) {

  Finding ok(String seen) {
    return Finding.ok(id, title, seen);
  }

  Finding info(String seen, String remedy) {
    return Finding.info(id, title, seen, cost, remedy);
  }

  Finding warn(String seen, String remedy) {
    return Finding.warn(id, title, seen, cost, remedy);
  }

  Finding fail(String seen, String remedy) {
    return Finding.fail(id, title, seen, cost, remedy);
  }

  Finding of(Severity severity, String seen, String remedy) {
    return new Finding(id, title, severity, seen, cost, remedy);
  }

  /** Could not be read; the remedy makes it readable. */
  Finding unread(Reading reading, String remedy) {
    return info(reading.problem(), remedy);
  }

  /**
   * A switch that should be {@code wanted} and has a remedy when it is not; a kernel without the
   * switch does not do what it switches.
   */
  Finding wants(Reading reading, List<String> wanted, Severity otherwise, String remedy) {
    if (reading.isAbsent()) {
      return ok("this kernel has none");
    }
    if (!reading.isRead()) {
      return unread(reading, "Read it as root: cat " + reading.path());
    }
    String value = reading.choice().orElse("");
    return wanted.contains(value)
        ? ok(reading.path() + " is " + value)
        : of(otherwise, reading.path() + " is " + value, remedy);
  }
}
