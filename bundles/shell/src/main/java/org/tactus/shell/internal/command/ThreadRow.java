// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

/**
 * A thread of this process as the kernel has it now.
 *
 * @param name what its role calls it, or else the kernel's name, which is 15 bytes long at most
 * @param role what it is for, {@value #JVM} for those that the JVM and libraries made
 * @param tid the kernel's number
 * @param scheduling scheduler and priority, read back
 * @param cpus the CPUs that it may run on, read back, in the kernel's list format
 * @param minorFaults page faults without I/O, of a thread with a role since its counters began
 * @param majorFaults likewise with I/O
 * @param allocatedBytes on the Java heap, likewise; -1 where that is not known
 * @param runQueueWaitNanos ready to run without a CPU, likewise; -1 where that is not known
 * @param policy {@code ok}, {@code not ok} where something asked for did not take, empty without a
 *     role
 */
public record ThreadRow(
    String name,
    String role,
    int tid,
    String scheduling,
    String cpus,
    long minorFaults,
    long majorFaults,
    long allocatedBytes,
    long runQueueWaitNanos,
    String policy) {

  /** The role of threads without one. */
  public static final String JVM = "jvm";

  /** What is not known. */
  public static final long UNKNOWN = -1;
}
