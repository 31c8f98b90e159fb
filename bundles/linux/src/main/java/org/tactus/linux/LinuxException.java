// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

/** A call to the kernel or to libc that failed: which call, with which errno. */
public final class LinuxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String call;
  private final int errno;

  /**
   * @param call the function and what it was asked, for example {@code mlock(4096 bytes)}
   * @param errno the error number, positive
   */
  public LinuxException(String call, int errno) {
    super(call + ": " + Errno.describe(errno) + " (" + Errno.name(errno) + ")");
    this.call = call;
    this.errno = errno;
  }

  /** The function that failed and what it was asked. */
  public String call() {
    return call;
  }

  /** The error number, one of {@link Errno}'s constants or another of the kernel's. */
  public int errno() {
    return errno;
  }

  /** The symbolic name of the error, for example {@code EPERM}. */
  public String symbol() {
    return Errno.name(errno);
  }

  /** True when the error means that a right is missing (EPERM or EACCES). */
  public boolean isMissingRight() {
    return errno == Errno.EPERM || errno == Errno.EACCES;
  }
}
