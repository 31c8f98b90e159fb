// SPDX-License-Identifier: Apache-2.0
package org.tactus.machine.internal;

import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.tactus.machine.Machine;
import org.tactus.policy.PolicyResult;

/** The three policies on the machine as one service. */
@Component(service = Machine.class)
public final class DefaultMachine implements Machine {
  private final CpuLatency latency;
  private final Interrupts interrupts;
  private final MachineSettings settings;

  @Activate
  public DefaultMachine(
      @Reference CpuLatency latency,
      @Reference Interrupts interrupts,
      @Reference MachineSettings settings) {
    this.latency = latency;
    this.interrupts = interrupts;
    this.settings = settings;
  }

  @Override
  public List<PolicyResult> acquire() {
    List<PolicyResult> results = new ArrayList<>(latency.acquire());
    results.addAll(interrupts.apply());
    results.addAll(settings.apply());
    return List.copyOf(results);
  }

  @Override
  public void release() {
    latency.release();
  }

  @Override
  public List<PolicyResult> results() {
    List<PolicyResult> results = new ArrayList<>(latency.results());
    results.addAll(interrupts.results());
    results.addAll(settings.results());
    return List.copyOf(results);
  }
}
