// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;

/** The instance directory, locked: all that one running Tactus keeps on disk. */
final class Instance implements AutoCloseable {
  /** Bytes that a Unix-domain socket's path may have on Linux: sun_path less its final zero. */
  private static final int SOCKET_PATH_BYTES = 107;

  /** Asking whether an instance runs takes its lock for a moment; a start waits that out. */
  private static final int LOCK_ATTEMPTS = 10;

  private static final long LOCK_RETRY_MILLIS = 20;

  private final Path directory;
  private final FileChannel channel;
  private final FileLock lock;

  private Instance(Path directory, FileChannel channel, FileLock lock) {
    this.directory = directory;
    this.channel = channel;
    this.lock = lock;
  }

  /** Creates what is missing, takes the lock and removes what a dead instance left behind. */
  static Instance open(Path directory) throws OperatorException {
    int socketPath = controlSocket(directory).toString().getBytes(StandardCharsets.UTF_8).length;
    if (socketPath > SOCKET_PATH_BYTES) {
      throw new OperatorException(
          ExitStatus.FAILURE,
          "The path of the instance directory "
              + directory
              + " is "
              + (socketPath - SOCKET_PATH_BYTES)
              + " bytes too long for the control socket in it: choose another with --instance.");
    }
    try {
      createPrivateDirectory(directory);
      for (String name : new String[] {"cache", "config", "deploy", "log", "run", "var"}) {
        createPrivateDirectory(directory.resolve(name));
      }
      Instance instance = lock(directory);
      Files.deleteIfExists(controlSocket(directory));
      Files.deleteIfExists(readyFile(directory));
      Files.writeString(pidFile(directory), ProcessHandle.current().pid() + "\n");
      return instance;
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  private static Instance lock(Path directory) throws IOException, OperatorException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("run/lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    for (int attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
      FileLock lock = tryLock(channel);
      if (lock != null) {
        return new Instance(directory, channel, lock);
      }
      try {
        Thread.sleep(LOCK_RETRY_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    channel.close();
    OptionalLong pid = pid(directory);
    throw new OperatorException(
        ExitStatus.FAILURE,
        "The instance directory "
            + directory
            + " is in use by process "
            + (pid.isPresent() ? pid.getAsLong() : "unknown")
            + ": stop that with 'tactus stop', or give this one its own with --instance.");
  }

  /**
   * The process that holds the instance's lock.
   *
   * @return empty if none does; 0 if one does that has not yet said its number
   */
  static OptionalLong running(Path directory) throws OperatorException {
    try (FileChannel channel =
        FileChannel.open(directory.resolve("run/lock"), StandardOpenOption.WRITE)) {
      try (FileLock lock = tryLock(channel)) {
        return lock != null ? OptionalLong.empty() : OptionalLong.of(pid(directory).orElse(0));
      }
    } catch (NoSuchFileException _) {
      return OptionalLong.empty();
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null;
    }
  }

  private static OptionalLong pid(Path directory) {
    try {
      return OptionalLong.of(Long.parseLong(Files.readString(pidFile(directory)).strip()));
    } catch (IOException | NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  private static OperatorException unusable(Path directory, IOException e) {
    String reason =
        switch (e) {
          case AccessDeniedException denied -> "no right to use " + denied.getFile();
          case FileAlreadyExistsException other -> other.getFile() + " is no directory";
          case FileSystemException failed when failed.getReason() != null ->
              failed.getFile() + ": " + failed.getReason();
          default -> e.getMessage();
        };
    return new OperatorException(
        ExitStatus.FAILURE,
        "The instance directory "
            + directory
            + " cannot be used ("
            + reason
            + "): mend that, or choose another with --instance.",
        e);
  }

  private static void createPrivateDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Path parent = directory.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  Path directory() {
    return directory;
  }

  Path cache() {
    return directory.resolve("cache");
  }

  Path config() {
    return directory.resolve("config");
  }

  Path log() {
    return directory.resolve("log");
  }

  static Path pidFile(Path directory) {
    return directory.resolve("run/pid");
  }

  /** Exists from when every bundle has been started. */
  static Path readyFile(Path directory) {
    return directory.resolve("run/ready");
  }

  static Path controlSocket(Path directory) {
    return directory.resolve("run/control.sock");
  }

  /** Removes what says that an instance runs, and lets the lock go. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(readyFile(directory));
    Files.deleteIfExists(controlSocket(directory));
    Files.deleteIfExists(pidFile(directory));
    lock.release();
    channel.close();
  }
}
