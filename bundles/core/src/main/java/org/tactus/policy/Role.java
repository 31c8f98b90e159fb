// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy;

/**
 * What a thread is for. Configuration maps a role to a scheduler, a priority and CPUs; the defaults
 * keep the order watchdog, the VM thread, device, cycle, worker, event, the rest.
 */
public enum Role {
  /** Runs a pipeline's cycle. Bounded work in each period; never creates a thread. */
  CYCLE,
  /** Runs parallel branches of a cycle. Never creates a thread. */
  WORKER,
  /** Moves samples or frames between a device and a ring. */
  DEVICE,
  /** Takes MIDI and control events from their devices. */
  EVENT,
  /** Prepares, compiles and swaps pipelines; serves shells and consoles. */
  CONTROL,
  /** Scans, collects statistics, writes files. */
  HOUSEKEEPING,
  /** Notices a cycle that does not end, so it must be able to interrupt every other role. */
  WATCHDOG
}
