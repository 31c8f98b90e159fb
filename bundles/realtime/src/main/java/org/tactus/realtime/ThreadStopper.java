// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Ends code that does not return, by throwing a {@link ThreadStoppedError} into its thread from
 * outside (JVMTI StopThread). It reaches code that spins, sleeps, parks or waits in Java; code that
 * waits to enter a {@code synchronized} block gets it when it enters, and code in native functions
 * when it returns from them, which may be never.
 *
 * <p>The thread keeps its scheduler, priority and CPUs: a stuck thread below others would hold up
 * every safepoint, for all threads wait there for the slowest.
 */
@ProviderType
public interface ThreadStopper {
  /**
   * Throws into a thread, again and again where its code catches that, until the code has returned
   * or {@code patience} is over. Control threads call, never the thread itself. An error may still
   * arrive shortly after the code has returned: what runs on the thread then must bear it.
   *
   * @param thread a platform thread
   * @param reason the error's message: one sentence
   * @param returned whether the code has returned; asked every few milliseconds. That the thread
   *     ended counts as well
   * @param patience how long to try
   * @return false when the code has not returned in time
   * @throws IllegalStateException when this JVM offers no StopThread; the message is one sentence
   * @throws InterruptedException when the calling thread is interrupted
   */
  boolean stop(Thread thread, String reason, BooleanSupplier returned, Duration patience)
      throws InterruptedException;
}
