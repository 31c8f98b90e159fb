// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import com.sun.jna.Pointer;
import java.util.Map;
import org.tactus.linux.internal.Libc;

/**
 * Error numbers of Linux, {@code include/uapi/asm-generic/errno-base.h} and {@code errno.h}; the
 * same on x86-64 and aarch64.
 */
public final class Errno {
  /** Operation not permitted. */
  public static final int EPERM = 1;

  /** No such file or directory. */
  public static final int ENOENT = 2;

  /** No such process. */
  public static final int ESRCH = 3;

  /** Interrupted system call. */
  public static final int EINTR = 4;

  /** Input/output error. */
  public static final int EIO = 5;

  /** No such device or address. */
  public static final int ENXIO = 6;

  /** Bad file descriptor. */
  public static final int EBADF = 9;

  /** Resource temporarily unavailable. */
  public static final int EAGAIN = 11;

  /** Cannot allocate memory. */
  public static final int ENOMEM = 12;

  /** Permission denied. */
  public static final int EACCES = 13;

  /** Bad address. */
  public static final int EFAULT = 14;

  /** Device or resource busy. */
  public static final int EBUSY = 16;

  /** No such device. */
  public static final int ENODEV = 19;

  /** Invalid argument. */
  public static final int EINVAL = 22;

  /** No space left on device. */
  public static final int ENOSPC = 28;

  /** Broken pipe. */
  public static final int EPIPE = 32;

  /** Resource deadlock avoided. */
  public static final int EDEADLK = 35;

  /** Function not implemented. */
  public static final int ENOSYS = 38;

  /** Operation not supported. */
  public static final int EOPNOTSUPP = 95;

  /** Connection timed out. */
  public static final int ETIMEDOUT = 110;

  /** Owner died. */
  public static final int EOWNERDEAD = 130;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(EPERM, "EPERM"),
          Map.entry(ENOENT, "ENOENT"),
          Map.entry(ESRCH, "ESRCH"),
          Map.entry(EINTR, "EINTR"),
          Map.entry(EIO, "EIO"),
          Map.entry(ENXIO, "ENXIO"),
          Map.entry(7, "E2BIG"),
          Map.entry(EBADF, "EBADF"),
          Map.entry(EAGAIN, "EAGAIN"),
          Map.entry(ENOMEM, "ENOMEM"),
          Map.entry(EACCES, "EACCES"),
          Map.entry(EFAULT, "EFAULT"),
          Map.entry(EBUSY, "EBUSY"),
          Map.entry(17, "EEXIST"),
          Map.entry(ENODEV, "ENODEV"),
          Map.entry(20, "ENOTDIR"),
          Map.entry(21, "EISDIR"),
          Map.entry(EINVAL, "EINVAL"),
          Map.entry(24, "EMFILE"),
          Map.entry(25, "ENOTTY"),
          Map.entry(ENOSPC, "ENOSPC"),
          Map.entry(30, "EROFS"),
          Map.entry(EPIPE, "EPIPE"),
          Map.entry(34, "ERANGE"),
          Map.entry(EDEADLK, "EDEADLK"),
          Map.entry(ENOSYS, "ENOSYS"),
          Map.entry(75, "EOVERFLOW"),
          Map.entry(77, "EBADFD"),
          Map.entry(EOPNOTSUPP, "EOPNOTSUPP"),
          Map.entry(ETIMEDOUT, "ETIMEDOUT"),
          Map.entry(EOWNERDEAD, "EOWNERDEAD"),
          Map.entry(131, "ENOTRECOVERABLE"),
          Map.entry(133, "EHWPOISON"));

  private Errno() {}

  /** The symbolic name of an error number, or {@code errno N} where it is not in the list. */
  public static String name(int errno) {
    String name = NAMES.get(errno);
    return name == null ? "errno " + errno : name;
  }

  /** What the C library says of an error number ({@code strerror}). */
  public static String describe(int errno) {
    long text = Libc.strerror(errno);
    return text == 0 ? name(errno) : new Pointer(text).getString(0);
  }
}
