// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tactus.linux.CpuSet;
import org.tactus.machine.internal.Configured;
import org.tactus.machine.internal.RecordingLogger;
import org.tactus.policy.MemoryPolicy;
import org.tactus.policy.PolicyResult;
import org.tactus.policy.Role;

/** A process of its own that asks for everything and prints what it got. */
final class WithoutRights {
  private WithoutRights() {}

  public static void main(String[] arguments) throws InterruptedException {
    RecordingLogger log = new RecordingLogger();
    SchedulingComponent roles =
        new SchedulingComponent(
            log.logger(), Configured.with(SchedulingConfiguration.class, Map.of()), Map.of());
    MemoryComponent memory =
        new MemoryComponent(
            log.logger(), Configured.with(MemoryConfiguration.class, Map.of()), Map.of());
    List<PolicyResult> results = new ArrayList<>(roles.apply(Role.CYCLE, CpuSet.none()));
    results.addAll(memory.lockProcess());
    results.addAll(memory.allocate("small", 64 << 10, MemoryPolicy.ANY_NODE).policy());
    results.addAll(memory.allocate("large", 64 << 20, MemoryPolicy.ANY_NODE).policy());
    roles.forget(org.tactus.linux.Threads.currentTid());
    JvmThreadsComponent jvm =
        new JvmThreadsComponent(
            log.logger(),
            roles,
            Configured.with(JvmThreadsConfiguration.class, Map.of()),
            Map.of());
    results.addAll(jvm.results());
    jvm.deactivate();
    for (PolicyResult result : results) {
      System.out.println(
          String.join(
              "\t",
              result.name(),
              Boolean.toString(result.ok()),
              result.effective(),
              result.remedy()));
    }
    log.lines().forEach(System.out::println);
  }
}
