// SPDX-License-Identifier: Apache-2.0
package org.tactus.machine;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.tactus.policy.PolicyResult;

/**
 * The machine under the pipelines. A service; its methods may be called from any control thread,
 * and do I/O.
 *
 * <p>Configuration: {@code org.tactus.machine.latency} (how deep idle CPUs may sleep), {@code
 * org.tactus.machine.interrupts} (CPUs and priority of devices' interrupts) and {@code
 * org.tactus.machine.settings} (switches of the kernel). What Tactus has changed is put back when
 * it stops, and by its next start when it was killed.
 */
@ProviderType
public interface Machine {

  /**
   * Called when a pipeline starts: holds {@code /dev/cpu_dma_latency} until as many calls of {@link
   * #release()} have followed, and applies interrupts and settings again, as devices come and go.
   *
   * @return what was asked of the machine and what was read back; not ok where a right is missing
   */
  List<PolicyResult> acquire();

  /**
   * Called when that pipeline has stopped.
   *
   * @throws IllegalStateException when no {@link #acquire()} is left
   */
  void release();

  /** What is asked of the machine, with what is read back now. */
  List<PolicyResult> results();
}
