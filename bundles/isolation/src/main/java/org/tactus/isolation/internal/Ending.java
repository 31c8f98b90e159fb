// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal;

import java.util.Map;

/** How a process ended, in words. */
final class Ending {

  /** A process that a signal ended has this status and the signal's number. */
  private static final int SIGNALLED = 128;

  /** Signals of Linux that end a process, asm-generic/signal.h. */
  private static final Map<Integer, String> SIGNALS =
      Map.of(
          4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15,
          "SIGTERM");

  private Ending() {}

  /**
   * Says how a process ended.
   *
   * @param status its exit status
   * @param crash what the JVM said of a crash; empty if nothing
   */
  static String describe(int status, String crash) {
    if (!crash.isEmpty()) {
      return "crashed with " + crash;
    }
    if (status > SIGNALLED) {
      int signal = status - SIGNALLED;
      return "ended with " + SIGNALS.getOrDefault(signal, "signal " + signal);
    }
    return "exited with status " + status;
  }
}
