// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Brings the shipped configuration into an instance. What the operator changed or removed stays as
 * it is; what is new in the distribution is added; what was never touched follows the distribution
 * and the profile.
 */
final class ShippedConfiguration {
  /** Remembers what was copied: the file's name and the digest of its content. */
  private static final String RECORD = "run/shipped-configuration";

  /** Remembers the profile; no file is named so, for it is no file name. */
  private static final String PROFILE_KEY = "/profile";

  private static final String PROFILES = "profiles";
  private static final String NO_PROFILE = "default";

  private final Path shipped;
  private final Path instance;

  ShippedConfiguration(Path home, Path instance) {
    this.shipped = home.resolve("configs");
    this.instance = instance;
  }

  /**
   * Copies what is to be copied.
   *
   * @param requested the profile; empty for the one the instance has; {@code default} for none
   * @return the files that differ from the distribution because the operator changed them
   */
  List<String> apply(Optional<String> requested) throws OperatorException {
    try {
      Properties record = readRecord();
      String before = record.getProperty(PROFILE_KEY, NO_PROFILE);
      String profile = requested.orElse(before);
      Map<String, Path> sources = files(shipped);
      if (!profile.equals(NO_PROFILE)) {
        sources.putAll(files(profileDirectory(profile)));
      }
      Path target = instance.resolve("config");
      List<String> kept = new ArrayList<>();
      boolean changed = false;
      if (!profile.equals(before)) {
        removeUntouched(record, sources.keySet(), target);
        record.setProperty(PROFILE_KEY, profile);
        changed = true;
      }
      for (Map.Entry<String, Path> source : sources.entrySet()) {
        String name = source.getKey();
        String digest = digest(source.getValue());
        Path file = target.resolve(name);
        String copied = record.getProperty(name);
        boolean present = Files.exists(file);
        boolean untouched = copied == null ? !present : present && digest(file).equals(copied);
        if (untouched && !digest.equals(copied)) {
          copy(source.getValue(), file);
          record.setProperty(name, digest);
          changed = true;
        } else if (!untouched && present && !digest(file).equals(digest)) {
          kept.add(name);
        }
      }
      if (changed) {
        writeRecord(record);
      }
      return kept;
    } catch (IOException e) {
      throw new OperatorException(
          ExitStatus.FAILURE,
          "The shipped configuration in "
              + shipped
              + " could not be copied to "
              + instance.resolve("config")
              + " ("
              + e
              + "): see that both can be read and the disk is not full.",
          e);
    }
  }

  /** What the former profile brought and neither the new one nor the operator wants. */
  private static void removeUntouched(Properties record, Set<String> wanted, Path target)
      throws IOException {
    for (String name : record.stringPropertyNames()) {
      Path file = target.resolve(name);
      if (!name.equals(PROFILE_KEY)
          && !wanted.contains(name)
          && Files.exists(file)
          && digest(file).equals(record.getProperty(name))) {
        Files.delete(file);
        record.remove(name);
      }
    }
  }

  private Path profileDirectory(String profile) throws OperatorException, IOException {
    Path directory = shipped.resolve(PROFILES).resolve(profile);
    if (profile.contains("/") || profile.startsWith(".") || !Files.isDirectory(directory)) {
      throw new OperatorException(
          ExitStatus.USAGE,
          "There is no profile '" + profile + "'; there are " + profileNames() + ".");
    }
    return directory;
  }

  private String profileNames() throws IOException {
    try (Stream<Path> list = Files.list(shipped.resolve(PROFILES))) {
      return Stream.concat(Stream.of(NO_PROFILE), list.map(path -> path.getFileName().toString()))
          .sorted()
          .collect(Collectors.joining(", "));
    }
  }

  private static Map<String, Path> files(Path directory) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    try (Stream<Path> list = Files.list(directory)) {
      list.filter(Files::isRegularFile)
          .forEach(file -> files.put(file.getFileName().toString(), file));
    }
    return files;
  }

  private static void copy(Path source, Path target) throws IOException {
    Path temporary = target.resolveSibling("." + target.getFileName() + ".new");
    Files.write(temporary, Files.readAllBytes(source));
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private Properties readRecord() throws IOException {
    Properties record = new Properties();
    Path file = instance.resolve(RECORD);
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        record.load(reader);
      }
    }
    return record;
  }

  private void writeRecord(Properties record) throws IOException {
    try (Writer writer = Files.newBufferedWriter(instance.resolve(RECORD))) {
      record.store(writer, null);
    }
  }

  private static String digest(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
