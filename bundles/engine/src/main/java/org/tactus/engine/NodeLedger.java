// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine;

/**
 * What a node cost its pipeline. Immutable; any thread.
 *
 * @param time what a cycle of it took, with the gathering of its inputs
 * @param blocks cycles in which its code ran
 * @param blocksPerSecond the same, lately, or before it stopped
 * @param nominalBlocksPerSecond what the rate and the period ask for
 * @param allocatedBytes on the Java heap by its code, since the pipeline was warm
 * @param misses late cycles whose cause it was
 * @param bypassedCycles cycles in which it was left out
 * @param investigation what the kernel counted while the pipeline was investigated
 */
public record NodeLedger(
    Percentiles time,
    long blocks,
    double blocksPerSecond,
    double nominalBlocksPerSecond,
    long allocatedBytes,
    long misses,
    long bypassedCycles,
    Investigation investigation) {

  /**
   * What costs a system call for each node and cycle, and so is counted on request only.
   *
   * @param cycles how many cycles were investigated; 0 where nobody asked yet
   * @param minorFaults page faults without I/O
   * @param majorFaults page faults with I/O
   * @param voluntarySwitches how often the node gave up the CPU to wait
   * @param involuntarySwitches how often the CPU was taken from it
   */
  public record Investigation(
      long cycles,
      long minorFaults,
      long majorFaults,
      long voluntarySwitches,
      long involuntarySwitches) {

    /** Nobody asked. */
    public static final Investigation NONE = new Investigation(0, 0, 0, 0, 0);
  }
}
