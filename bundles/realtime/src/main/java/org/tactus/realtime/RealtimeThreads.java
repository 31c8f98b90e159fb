// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Starts and adopts threads with a role. Control threads call. */
@ProviderType
public interface RealtimeThreads {
  /**
   * Starts a platform thread. Its scheduler, priority, CPUs and locked stack are in place and read
   * back before {@code body} runs and before this method returns. What did not take is in {@link
   * RealtimeThread#policy}; whether to go on is for the caller to say.
   *
   * @param request what thread is wanted
   * @param body runs on the thread once; what it throws ends the thread and is logged
   */
  RealtimeThread start(ThreadRequest request, Runnable body);

  /**
   * Gives the calling thread, which someone else made, a role; its name stays as it is. Adopting a
   * thread again gives it the new role.
   */
  RealtimeThread adopt(ThreadRequest request);

  /**
   * Lets a thread that does not keep its role give way to those that do: it is scheduled as the
   * control threads are, on their CPUs, and never below other Java threads, for which a safepoint
   * would have to wait.
   */
  void demote(RealtimeThread thread);

  /** The threads that are alive, in the order of their start. */
  List<RealtimeThread> threads();
}
