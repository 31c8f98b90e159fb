// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux.internal;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.util.Map;
import org.tactus.linux.LinuxException;

/**
 * The C library of this process, mapped directly on primitives: an address is a {@code long}. The
 * calls allocate nothing in Java.
 */
public final class Libc {
  private static final int RTLD_NOW = 2;

  static {
    Native.register(
        Libc.class, NativeLibrary.getInstance("c", Map.of(Library.OPTION_OPEN_FLAGS, RTLD_NOW)));
  }

  private Libc() {}

  public static native long strerror(int errno);

  public static native int gettid();

  public static native int getpid();

  public static native int getppid();

  public static native int sched_setscheduler(int tid, int policy, long param);

  public static native int sched_getscheduler(int tid);

  public static native int sched_getparam(int tid, long param);

  public static native int sched_get_priority_min(int policy);

  public static native int sched_get_priority_max(int policy);

  public static native int sched_setaffinity(int tid, long size, long mask);

  public static native int sched_getaffinity(int tid, long size, long mask);

  public static native int sched_getcpu();

  public static native int mlockall(int flags);

  public static native int munlockall();

  public static native int mlock(long address, long length);

  public static native int munlock(long address, long length);

  public static native long mmap(
      long address, long length, int protection, int flags, int fd, long offset);

  public static native int munmap(long address, long length);

  public static native int madvise(long address, long length, int advice);

  public static native int mprotect(long address, long length, int protection);

  public static native int getrlimit(int resource, long limit);

  public static native int prlimit(int pid, int resource, long newLimit, long oldLimit);

  public static native int getrusage(int who, long usage);

  public static native int clock_gettime(int clock, long timespec);

  public static native int clock_nanosleep(int clock, int flags, long request, long remain);

  public static native int prctl(int option, long arg2, long arg3, long arg4, long arg5);

  public static native int eventfd(int initial, int flags);

  public static native int open(long path, int flags, int mode);

  public static native int close(int fd);

  public static native int memfd_create(long name, int flags);

  public static native int ftruncate(int fd, long length);

  public static native int fcntl(int fd, int command, int argument);

  public static native long read(int fd, long buffer, long count);

  public static native long pread(int fd, long buffer, long count, long offset);

  public static native long write(int fd, long buffer, long count);

  public static native int uname(long buffer);

  public static native long sysconf(int name);

  public static native long syscall(long number, long a, long b, long c, long d, long e, long f);

  public static native long pthread_self();

  public static native int pthread_getattr_np(long thread, long attributes);

  public static native int pthread_attr_getstack(long attributes, long address, long size);

  public static native int pthread_attr_destroy(long attributes);

  public static native int pthread_mutexattr_init(long attributes);

  public static native int pthread_mutexattr_destroy(long attributes);

  public static native int pthread_mutexattr_setprotocol(long attributes, int protocol);

  public static native int pthread_mutexattr_setrobust(long attributes, int robust);

  public static native int pthread_mutexattr_settype(long attributes, int type);

  public static native int pthread_mutex_init(long mutex, long attributes);

  public static native int pthread_mutex_destroy(long mutex);

  public static native int pthread_mutex_lock(long mutex);

  public static native int pthread_mutex_trylock(long mutex);

  public static native int pthread_mutex_unlock(long mutex);

  public static native int pthread_mutex_consistent(long mutex);

  /** The errno that the last call of this thread left. */
  public static int errno() {
    return Native.getLastError();
  }

  /** Throws what the last call of this thread left in errno when {@code result} is negative. */
  public static int check(int result, String call) {
    if (result < 0) {
      throw new LinuxException(call, errno());
    }
    return result;
  }

  /** Throws what the last call of this thread left in errno when {@code result} is negative. */
  public static long check(long result, String call) {
    if (result < 0) {
      throw new LinuxException(call, errno());
    }
    return result;
  }
}
