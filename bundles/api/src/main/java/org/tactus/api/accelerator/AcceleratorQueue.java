// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.accelerator;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Runs kernels in order. Submitting and waiting are for the cycle thread or a worker; they do not
 * allocate and, but for the wait itself, do not block.
 */
@ConsumerType
public interface AcceleratorQueue extends AutoCloseable {

  /** What {@link #submit} returns when the queue is full or the accelerator is lost. */
  long NOT_SUBMITTED = -1;

  /**
   * Makes the accelerator see what the host wrote, in order with the submissions.
   *
   * @param offset bytes
   * @param length bytes
   */
  boolean upload(AcceleratorBuffer buffer, long offset, long length);

  /**
   * Runs a kernel on a grid of work items.
   *
   * @param kernel with its arguments as they are now
   * @param width work items, 1 or more
   * @param height work items, 1 or more
   * @param depth work items, 1 or more
   * @return a ticket, or {@link #NOT_SUBMITTED}
   */
  long submit(Kernel kernel, long width, long height, long depth);

  /** Makes the host see what the accelerator wrote, in order with the submissions. */
  boolean download(AcceleratorBuffer buffer, long offset, long length);

  /**
   * A ticket for all that was queued before.
   *
   * @return a ticket, or {@link #NOT_SUBMITTED}
   */
  long mark();

  /**
   * Waits for a ticket.
   *
   * @param deadline CLOCK_MONOTONIC in nanoseconds; one that has passed makes this a poll
   * @return whether it was complete by then; false at once when the accelerator is lost, whatever
   *     the deadline
   */
  boolean await(long ticket, long deadline);

  /** Nanoseconds that the ticket's kernels ran on the accelerator; 0 where that is not known. */
  long kernelNanos(long ticket);

  /** Waits until the accelerator touches no buffer of this queue any more, then ends the queue. */
  @Override
  void close();
}
