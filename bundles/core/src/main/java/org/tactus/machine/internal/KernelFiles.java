// SPDX-License-Identifier: Apache-2.0
package org.tactus.machine.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.tactus.linux.CpuSet;

/**
 * The kernel's files under a root directory: {@code /} on a machine, a crafted tree in a test.
 * Paths are given as on a machine, for example {@code /proc/cmdline}.
 */
public final class KernelFiles {

  /**
   * What reading one file gave.
   *
   * @param path the file as on a machine
   * @param text its content without leading and trailing white space, or null
   * @param problem why there is no text, for an operator; empty when there is
   * @param isAbsent true when there is no such file
   */
  public record Reading(String path, String text, String problem, boolean isAbsent) {

    public boolean isRead() {
      return text != null;
    }

    public Optional<String> value() {
      return Optional.ofNullable(text);
    }

    /** The text, or the reason that there is none. */
    public String seen() {
      return isRead() ? text : problem;
    }

    /** The text as a number; empty when there is no text or it is not a number. */
    public OptionalLong number() {
      if (text == null || !text.matches("-?\\d{1,18}")) {
        return OptionalLong.empty();
      }
      return OptionalLong.of(Long.parseLong(text));
    }

    /** The choice in brackets of a list such as {@code always [madvise] never}, else the text. */
    public Optional<String> choice() {
      if (text == null) {
        return Optional.empty();
      }
      int open = text.indexOf('[');
      int close = text.indexOf(']', open + 1);
      return Optional.of(open >= 0 && close > open ? text.substring(open + 1, close) : text);
    }
  }

  /** More than any value of {@code /proc/sys}. */
  private static final int FIRST_READ = 1 << 14;

  private final Path root;

  public KernelFiles(Path root) {
    this.root = Objects.requireNonNull(root, "root");
  }

  /** The files of the running machine. */
  public static KernelFiles ofMachine() {
    return new KernelFiles(Path.of("/"));
  }

  /** True when these are the files of the running machine, not of a crafted tree. */
  public boolean isMachine() {
    return root.equals(Path.of("/"));
  }

  public Path path(String file) {
    return root.resolve(file.substring(1));
  }

  public boolean exists(String file) {
    return Files.exists(path(file));
  }

  /** Reads one file; never throws for a file that is absent or may not be read. */
  public Reading read(String file) {
    try {
      String text = new String(bytes(file), StandardCharsets.UTF_8).strip();
      return new Reading(file, text, "", false);
    } catch (NoSuchFileException _) {
      return new Reading(file, null, file + " does not exist", true);
    } catch (AccessDeniedException _) {
      return new Reading(file, null, file + " may not be read by this user", false);
    } catch (FileSystemException e) {
      return new Reading(file, null, file + " could not be read: " + e.getReason(), false);
    } catch (IOException e) {
      return new Reading(file, null, file + " could not be read: " + e.getMessage(), false);
    }
  }

  /**
   * The bytes of a file. A value of {@code /proc/sys} is there only for the first read, whatever
   * that asks for, and {@link Files#readAllBytes} first asks for a single byte of a file that says
   * it is empty.
   */
  public byte[] bytes(String file) throws IOException {
    try (FileChannel channel = FileChannel.open(path(file), StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate(FIRST_READ);
      while (channel.read(bytes) > 0) {
        if (!bytes.hasRemaining()) {
          bytes = ByteBuffer.allocate(2 * bytes.capacity()).put(bytes.flip());
        }
      }
      return Arrays.copyOf(bytes.array(), bytes.position());
    }
  }

  public OptionalLong number(String file) {
    return read(file).number();
  }

  /** The lines of a file, none when it cannot be read. */
  public List<String> lines(String file) {
    Reading reading = read(file);
    return reading.isRead() && !reading.text().isEmpty()
        ? reading.text().lines().toList()
        : List.of();
  }

  /**
   * A file in the kernel's CPU list format; empty when it cannot be read or, as some kernels print
   * for a feature that is off, is not a list.
   */
  public CpuSet cpus(String file) {
    String text = read(file).text();
    return text == null || text.startsWith("(") ? CpuSet.none() : CpuSet.parse(text);
  }

  /** The sorted names in a directory, none when it is absent or may not be listed. */
  public List<String> names(String directory) {
    Path folder = path(directory);
    if (!Files.isDirectory(folder) || !Files.isReadable(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children.map(child -> child.getFileName().toString()).sorted().toList();
    } catch (NotDirectoryException | NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a value in one call, as the kernel's files want it. */
  public void write(String file, String value) throws IOException {
    try (FileChannel channel = FileChannel.open(path(file), StandardOpenOption.WRITE)) {
      if (!isMachine()) {
        channel.truncate(0);
      }
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(value + "\n");
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }
}
