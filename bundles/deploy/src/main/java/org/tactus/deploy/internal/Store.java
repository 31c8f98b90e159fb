// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tactus.api.RefusedException;
import org.tactus.deploy.DeploymentEvent;
import org.tactus.deploy.DeploymentReport.Action;

/**
 * What is deployed, on disk: every jar under the name of its digest, {@code deployed.json} with
 * what runs and what it replaced, {@code history.jsonl} with a line for all that was done and
 * refused. Not for two threads at once.
 */
final class Store {
  private static final String STATE = "deployed.json";
  private static final String HISTORY = "history.jsonl";
  private static final String JAR = ".jar";
  private static final int BUFFER = 1 << 16;
  private static final int MOST_EVENTS = 1000;

  private final Path directory;

  /** By symbolic name, the running jar last. */
  private final Map<String, List<StoredJar>> deployed = new TreeMap<>();

  /** By file name in the deploy folder, the digest of what was deployed from it. */
  private final Map<String, String> files = new TreeMap<>();

  private Store(Path directory) {
    this.directory = directory;
  }

  /** Opens a store and makes it where there is none. */
  static Store open(Path directory) throws IOException {
    Path parent = directory.getParent();
    for (Path each : new Path[] {parent, directory}) {
      if (!Files.isDirectory(each)) {
        Files.createDirectory(
            each,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    }
    Store store = new Store(directory);
    store.read();
    return store;
  }

  private void read() throws IOException {
    Path state = directory.resolve(STATE);
    if (!Files.exists(state)) {
      return;
    }
    Map<String, Object> root = JSON.std.mapFrom(Files.readString(state));
    for (Object each : (List<?>) root.get("bundles")) {
      Map<?, ?> bundle = (Map<?, ?>) each;
      List<StoredJar> jars = new ArrayList<>();
      for (Object one : (List<?>) bundle.get("jars")) {
        Map<?, ?> jar = (Map<?, ?>) one;
        jars.add(
            new StoredJar(
                text(jar, "sha256"),
                text(jar, "version"),
                text(jar, "source"),
                Instant.parse(text(jar, "since"))));
      }
      deployed.put(text(bundle, "bundle"), jars);
    }
    ((Map<?, ?>) root.get("files"))
        .forEach((name, digest) -> files.put(name.toString(), digest.toString()));
  }

  private static String text(Map<?, ?> map, String key) {
    Object value = map.get(key);
    return value == null ? "" : value.toString();
  }

  /** What is deployed: the symbolic names. */
  Set<String> symbolicNames() {
    return Set.copyOf(deployed.keySet());
  }

  /** The jars of a bundle, the running one last; empty if it is not deployed. */
  List<StoredJar> jars(String symbolicName) {
    return List.copyOf(deployed.getOrDefault(symbolicName, List.of()));
  }

  /** The jar of a bundle that is deployed now. */
  Optional<StoredJar> current(String symbolicName) {
    List<StoredJar> jars = deployed.get(symbolicName);
    return jars == null ? Optional.empty() : Optional.of(jars.getLast());
  }

  /** The digests of what was deployed from the deploy folder, by file name. */
  Map<String, String> files() {
    return Map.copyOf(files);
  }

  Path path(String sha256) {
    return directory.resolve(sha256 + JAR);
  }

  /**
   * Copies a jar into the store.
   *
   * @param jar the file
   * @param name what the operator calls it
   * @return its digest
   */
  String take(Path jar, String name) throws RefusedException {
    Path copy = directory.resolve(".incoming");
    try {
      String sha256 = copy(jar, copy, name);
      Files.move(copy, path(sha256), StandardCopyOption.ATOMIC_MOVE);
      return sha256;
    } catch (IOException e) {
      throw new UnreadableJarException(
          name
              + " cannot be copied to "
              + directory
              + " ("
              + e.getMessage()
              + "): see that it is a file that Tactus may read and the disk is not full.",
          e);
    }
  }

  private static String copy(Path from, Path to, String name) throws IOException, RefusedException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    try (InputStream in = Files.newInputStream(from);
        FileChannel channel =
            FileChannel.open(
                to,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        OutputStream out = new DigestOutputStream(Channels.newOutputStream(channel), digest)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        size += count;
        if (size > JarReader.LARGEST_JAR) {
          throw new RefusedException(
              name
                  + " is larger than "
                  + (JarReader.LARGEST_JAR >> 20)
                  + " MiB: keep data out of the bundle.");
        }
        out.write(buffer, 0, count);
      }
      channel.force(true);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** A new digest. */
  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** The digest of a file. */
  static String digest(Path file) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Remembers that a jar runs, and what ran before. */
  void deployed(String symbolicName, StoredJar jar, int kept) throws IOException {
    List<StoredJar> jars = deployed.computeIfAbsent(symbolicName, _ -> new ArrayList<>());
    jars.removeIf(former -> former.sha256().equals(jar.sha256()));
    jars.add(jar);
    while (jars.size() > kept + 1) {
      jars.removeFirst();
    }
    write();
  }

  /** Remembers that what runs comes from another file. */
  void moved(String symbolicName, String source) throws IOException {
    List<StoredJar> jars = deployed.get(symbolicName);
    StoredJar jar = jars.removeLast();
    jars.add(new StoredJar(jar.sha256(), jar.version(), source, jar.since()));
    write();
  }

  /** Remembers that the former jar runs again. */
  void rolledBack(String symbolicName) throws IOException {
    deployed.get(symbolicName).removeLast();
    write();
  }

  /** Forgets a bundle. */
  void undeployed(String symbolicName) throws IOException {
    deployed.remove(symbolicName);
    write();
  }

  /** Remembers what was deployed from a file of the deploy folder; null forgets the file. */
  void file(String name, String sha256) throws IOException {
    if (sha256 == null) {
      files.remove(name);
    } else {
      files.put(name, sha256);
    }
    write();
  }

  /** Deletes the jars that nothing leads to any more. */
  void clean() throws IOException {
    Set<String> wanted = new HashSet<>();
    deployed.values().forEach(jars -> jars.forEach(jar -> wanted.add(jar.sha256() + JAR)));
    try (Stream<Path> list = Files.list(directory)) {
      for (Path file : list.toList()) {
        String name = file.getFileName().toString();
        if (name.equals(".incoming") || (name.endsWith(JAR) && !wanted.contains(name))) {
          Files.delete(file);
        }
      }
    }
  }

  private void write() throws IOException {
    List<Map<String, Object>> bundles = new ArrayList<>();
    deployed.forEach((symbolicName, jars) -> {
      List<Map<String, Object>> list = new ArrayList<>();
      for (StoredJar jar : jars) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sha256", jar.sha256());
        map.put("version", jar.version());
        map.put("source", jar.source());
        map.put("since", jar.since().toString());
        list.add(map);
      }
      Map<String, Object> bundle = new LinkedHashMap<>();
      bundle.put("bundle", symbolicName);
      bundle.put("jars", list);
      bundles.add(bundle);
    });
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("bundles", bundles);
    root.put("files", files);
    replace(
        directory.resolve(STATE),
        JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(root) + "\n");
  }

  private static void replace(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      try (OutputStream out = Channels.newOutputStream(channel)) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        channel.force(true);
      }
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Adds a line to the history, and drops the older half of one that has grown long. */
  void record(DeploymentEvent event) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("time", event.time().toString());
    map.put("action", event.action().name());
    map.put("done", event.done());
    map.put("bundle", event.symbolicName());
    map.put("version", event.version());
    map.put("replaced", event.replaced());
    map.put("sha256", event.sha256());
    map.put("source", event.source());
    map.put("signer", event.signer());
    map.put("swaps", event.swaps());
    map.put("blocks", event.blocks());
    map.put("late", event.late());
    map.put("ramped", event.ramped());
    map.put("sentence", event.sentence());
    Path history = directory.resolve(HISTORY);
    List<String> lines = Files.exists(history) ? Files.readAllLines(history) : List.of();
    if (lines.size() >= 2 * MOST_EVENTS) {
      replace(
          history,
          String.join("\n", lines.subList(lines.size() - MOST_EVENTS, lines.size())) + "\n");
    }
    Files.writeString(
        history,
        JSON.std.asString(map) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** The history, the latest last. */
  List<DeploymentEvent> history() throws IOException {
    Path history = directory.resolve(HISTORY);
    List<DeploymentEvent> events = new ArrayList<>();
    for (String line : Files.exists(history) ? Files.readAllLines(history) : List.<String>of()) {
      Map<String, Object> map;
      try {
        map = JSON.std.mapFrom(line);
      } catch (IOException _) {
        // The last line of a process that was killed in the middle of it
        continue;
      }
      events.add(
          new DeploymentEvent(
              Instant.parse(text(map, "time")),
              Action.valueOf(text(map, "action")),
              Boolean.parseBoolean(text(map, "done")),
              text(map, "bundle"),
              text(map, "version"),
              text(map, "replaced"),
              text(map, "sha256"),
              text(map, "source"),
              text(map, "signer"),
              Integer.parseInt(text(map, "swaps")),
              Long.parseLong(text(map, "blocks")),
              Long.parseLong(text(map, "late")),
              Long.parseLong(text(map, "ramped")),
              text(map, "sentence")));
    }
    return events;
  }
}
