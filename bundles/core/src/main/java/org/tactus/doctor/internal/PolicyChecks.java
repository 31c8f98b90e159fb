// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.tactus.doctor.DoctorCheck;
import org.tactus.doctor.Finding;
import org.tactus.machine.Machine;
import org.tactus.policy.JvmThreads;
import org.tactus.policy.MemoryPolicy;
import org.tactus.policy.PolicyResult;
import org.tactus.topology.CpuPlanner;

/** Policies of Tactus itself that did not take. */
@Component(service = DoctorCheck.class)
public final class PolicyChecks implements DoctorCheck {
  private final CpuPlanner planner;
  private final Machine machine;
  private final JvmThreads jvm;
  private final MemoryPolicy memory;

  @Activate
  public PolicyChecks(
      @Reference CpuPlanner planner,
      @Reference Machine machine,
      @Reference JvmThreads jvm,
      @Reference MemoryPolicy memory) {
    this.planner = planner;
    this.machine = machine;
    this.jvm = jvm;
    this.memory = memory;
  }

  @Override
  public List<Finding> examine() {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        finding("policy.cpus", "Configured CPUs", "Threads run on other CPUs.", planner.policy()));
    findings.add(
        finding(
            "policy.machine",
            "Configured machine settings",
            "The machine is not as configuration wants it.",
            machine.results()));
    findings.add(
        finding(
            "policy.jvm",
            "Threads of the JVM",
            "A safepoint waits for an ordinary thread that other programs keep from running.",
            jvm.results()));
    findings.add(
        finding(
            "policy.memory",
            "Locked memory",
            "The cycle faults when it touches a page that is not there.",
            memory.processResults()));
    return findings;
  }

  static Finding finding(String id, String title, String cost, List<PolicyResult> results) {
    HostCheck check = new HostCheck(id, title, cost);
    List<PolicyResult> failed = results.stream().filter(result -> !result.ok()).toList();
    if (failed.isEmpty()) {
      return check.ok(
          results.isEmpty()
              ? "nothing was asked yet"
              : String.format(Locale.ROOT, "%d as asked", results.size()));
    }
    PolicyResult first = failed.getFirst();
    String more = failed.size() == 1 ? "" : "; and " + (failed.size() - 1) + " more";
    return check.warn(
        first.name() + " is " + first.effective() + ", not " + first.requested() + more,
        first.remedy());
  }
}
