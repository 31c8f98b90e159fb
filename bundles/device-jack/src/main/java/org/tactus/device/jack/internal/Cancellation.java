// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.jack.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Cancellation of threads by POSIX, which unwinds them without regard for Java frames. */
final class Cancellation {

  private static final int PTHREAD_CANCEL_DISABLE = 1;

  private Cancellation() {}

  /** Makes the calling thread deaf to {@code pthread_cancel}. */
  static void refuse() {
    Linker linker = Linker.nativeLinker();
    MethodHandle setCancelState =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("pthread_setcancelstate"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    int error;
    try (Arena arena = Arena.ofConfined()) {
      error =
          (int)
              setCancelState.invokeExact(
                  PTHREAD_CANCEL_DISABLE, arena.allocate(ValueLayout.JAVA_INT));
    } catch (Throwable e) {
      throw new IllegalStateException("pthread_setcancelstate cannot be called", e);
    }
    if (error != 0) {
      throw new IllegalStateException("pthread_setcancelstate failed with errno " + error);
    }
  }
}
