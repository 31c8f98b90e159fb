// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.function.Supplier;
import org.osgi.service.log.Logger;
import org.tactus.machine.Machine;
import org.tactus.policy.JvmThreads;
import org.tactus.policy.MemoryPolicy;
import org.tactus.realtime.RealtimeThreads;
import org.tactus.realtime.Watchdog;
import org.tactus.ring.Rings;
import org.tactus.topology.CpuPlanner;

/** What the engine's parts take from the rest of the host. */
record Services(
    Registry registry,
    RealtimeThreads realtime,
    Watchdog watchdog,
    CpuPlanner planner,
    MemoryPolicy memoryPolicy,
    Machine machine,
    JvmThreads jvmThreads,
    Memory memory,
    Forensics forensics,
    LinkedClasses linkedClasses,
    Rings rings,
    Rescuer rescuer,
    Supplier<EngineSettings> currentSettings,
    Logger log) {

  EngineSettings settings() {
    return currentSettings.get();
  }
}
