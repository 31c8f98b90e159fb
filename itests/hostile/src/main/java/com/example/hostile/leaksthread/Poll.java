// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.leaksthread;

import java.util.concurrent.locks.LockSupport;

/** Polls for ever. */
final class Poll implements Runnable {
  @Override
  public void run() {
    while (true) {
      LockSupport.parkNanos(1_000_000);
      // Whoever interrupts this is not heard.
      Thread.interrupted();
    }
  }
}
