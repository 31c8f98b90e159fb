// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.jack.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Frees a thread that waits in {@code jack_cycle_wait} for a server that died: such a wait has no
 * end. In JACK 2 every client waits on a futex of its own, mapped from a file {@code
 * /dev/shm/jack_sem.UID_SERVER_CLIENT}; its first word is set to 1 and its waiters are woken, as
 * the server would do. Where there is no such file (PipeWire) nothing happens.
 */
final class StuckWait {

  private static final String MARK = "/jack_sem.";
  private static final int FUTEX_WAKE = 1;
  private static final int FUTEX_WAKE_PRIVATE = 129;
  private static final long SYS_FUTEX = System.getProperty("os.arch").equals("aarch64") ? 98 : 202;

  private StuckWait() {}

  /** Wakes whoever waits as the client of that name. */
  static void release(String client) {
    List<String> maps;
    try {
      maps = Files.readAllLines(Path.of("/proc/self/maps"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String line : maps) {
      if (line.contains(MARK) && line.replace(" (deleted)", "").endsWith("_" + client)) {
        wake(Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16));
      }
    }
  }

  private static void wake(long futex) {
    Linker linker = Linker.nativeLinker();
    MethodHandle call =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    Jack.MEMORY.set(ValueLayout.JAVA_INT, futex, 1);
    try {
      long shared = (long) call.invokeExact(SYS_FUTEX, futex, (long) FUTEX_WAKE, 1L);
      if (shared == 0) {
        long unused = (long) call.invokeExact(SYS_FUTEX, futex, (long) FUTEX_WAKE_PRIVATE, 1L);
      }
    } catch (Throwable e) {
      throw new IllegalStateException("futex " + Long.toHexString(futex) + " cannot be woken", e);
    }
  }
}
