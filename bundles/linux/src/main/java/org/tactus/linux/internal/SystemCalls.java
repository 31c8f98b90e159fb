// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux.internal;

/**
 * Numbers of the system calls that the C library has no wrapper for, from the kernel's {@code
 * arch/x86/entry/syscalls/syscall_64.tbl} and {@code include/uapi/asm-generic/unistd.h}.
 */
public final class SystemCalls {
  private static final boolean X86 = isX86();

  public static final long FUTEX = X86 ? 202 : 98;
  public static final long SCHED_SETATTR = X86 ? 314 : 274;
  public static final long SCHED_GETATTR = X86 ? 315 : 275;
  public static final long MBIND = X86 ? 237 : 235;
  public static final long GET_MEMPOLICY = X86 ? 239 : 236;
  public static final long MOVE_PAGES = X86 ? 279 : 239;

  private SystemCalls() {}

  private static boolean isX86() {
    String architecture = System.getProperty("os.arch");
    return switch (architecture) {
      case "amd64", "x86_64" -> true;
      case "aarch64" -> false;
      default ->
          throw new UnsupportedOperationException(
              "The processor architecture '"
                  + architecture
                  + "' is not supported; Tactus runs on x86-64 and aarch64");
    };
  }
}
