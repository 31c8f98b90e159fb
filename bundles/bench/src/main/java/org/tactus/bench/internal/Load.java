// SPDX-License-Identifier: Apache-2.0
package org.tactus.bench.internal;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.tactus.api.RefusedException;

/** Keeps the machine busy: a thread that allocates, and a process that computes for nothing. */
final class Load implements AutoCloseable {

  static final String DESCRIPTION = "100 MB/s allocated in the JVM, one busy loop beside it";

  private static final int CHUNK_BYTES = 100_000;
  private static final long CHUNK_NANOS = 1_000_000;
  private static final int KEPT_CHUNKS = 64;
  private static final String BUSY_LOOP =
      "while kill -0 \"$1\" 2>/dev/null; do"
          + " i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; done";

  private final byte[][] kept = new byte[KEPT_CHUNKS][];
  private final Thread allocating;
  private final Process busy;
  private volatile boolean closed;

  private Load() throws IOException {
    // It ends with this process even where that is killed. Tactus's own threads, whose policy it
    // would inherit, run before ordinary load; it is ordinary load.
    busy =
        new ProcessBuilder(
                "chrt",
                "--other",
                "0",
                "sh",
                "-c",
                BUSY_LOOP,
                "tactus-load",
                Long.toString(ProcessHandle.current().pid()))
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    allocating = new Thread(this::allocate, "tactus-bench-load");
    allocating.setDaemon(true);
    allocating.start();
  }

  static Load begin() throws RefusedException {
    try {
      return new Load();
    } catch (IOException e) {
      throw new RefusedException(
          "the busy loop does not start ("
              + e.getMessage()
              + "); see that chrt of the package util-linux is installed, or measure with --idle");
    }
  }

  private void allocate() {
    long due = System.nanoTime();
    for (int i = 0; !closed; i++) {
      kept[i % KEPT_CHUNKS] = new byte[CHUNK_BYTES];
      due += CHUNK_NANOS;
      long now = System.nanoTime();
      if (due < now) {
        due = now;
      }
      LockSupport.parkNanos(due - now);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(allocating);
    busy.destroy();
  }
}
