// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import org.tactus.linux.internal.Libc;

/** What ties this process to the one that started it. For the control path. */
public final class ParentProcess {
  private static final int PR_SET_PDEATHSIG = 1;
  private static final int SIGKILL = 9;

  private ParentProcess() {}

  /**
   * Has the kernel kill this process when the thread that started it ends, as it does when its
   * process dies.
   *
   * @param parent the process that started this one
   * @return false if that one is dead already, so that the caller must end by itself
   */
  public static boolean dieWith(long parent) {
    Libc.check(Libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0), "prctl(PR_SET_PDEATHSIG)");
    return Libc.getppid() == parent;
  }
}
