// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.osgi.service.log.Logger;
import org.tactus.api.RefusedException;
import org.tactus.deploy.DeploymentReport;

/**
 * Does to the instance what was done to the folder: a new jar is installed, a replaced one updated,
 * a removed one uninstalled. Not for two threads at once.
 */
final class DeployFolder {
  /** How often {@link #scan} is to be called. */
  static final long POLL_MILLIS = 250;

  /** A file that has not changed for so many looks has been copied. */
  private static final int CALM_LOOKS = 2;

  /** A file that is no jar may be one whose copying has stalled. */
  private static final int PATIENT_LOOKS = 20;

  private final Path directory;
  private final Deployments deployments;
  private final Logger log;
  private final Map<String, Seen> seen = new HashMap<>();
  private final Map<String, Integer> absent = new HashMap<>();

  private static final class Seen {
    private String state = "";
    private int looks;
    private boolean done;
    private boolean refused;
  }

  DeployFolder(Path directory, Deployments deployments, Logger log) {
    this.directory = directory;
    this.deployments = deployments;
    this.log = log;
  }

  /**
   * Looks once.
   *
   * @param started whether this is the first look, at files that nobody is copying
   */
  void scan(boolean started) throws IOException {
    Map<String, Path> files = jars();
    for (Map.Entry<String, Path> file : files.entrySet()) {
      look(file.getKey(), file.getValue(), started);
    }
    seen.keySet().retainAll(files.keySet());
    // What is gone may have been renamed: what it became is looked at first.
    boolean settled = seen.values().stream().allMatch(file -> file.done);
    for (String name : deployments.files().keySet()) {
      int looks = files.containsKey(name) ? 0 : absent.merge(name, 1, Integer::sum);
      if (looks == 0) {
        absent.remove(name);
      } else if (settled && (started || looks >= CALM_LOOKS)) {
        absent.remove(name);
        removed(name);
      }
    }
  }

  /** Tries again what was refused: what it lacked may be there now. */
  void retry() {
    seen.values().stream()
        .filter(file -> file.refused)
        .forEach(file -> {
          file.done = false;
          file.refused = false;
        });
  }

  private Map<String, Path> jars() throws IOException {
    Map<String, Path> jars = new TreeMap<>();
    try (Stream<Path> list = Files.list(directory)) {
      for (Path file : list.toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".jar") && !name.startsWith(".") && Files.isRegularFile(file)) {
          jars.put(name, file);
        }
      }
    }
    return jars;
  }

  private void look(String name, Path file, boolean started) throws IOException {
    Seen memory = seen.computeIfAbsent(name, _ -> new Seen());
    String state;
    try {
      state = Files.readAttributes(file, "unix:size,ctime,ino").toString();
    } catch (NoSuchFileException _) {
      // Gone between two looks
      return;
    }
    if (!state.equals(memory.state)) {
      memory.state = state;
      memory.looks = 0;
      memory.done = false;
      memory.refused = false;
    }
    memory.looks++;
    if (memory.done || (memory.looks <= CALM_LOOKS && !started)) {
      return;
    }
    if (Deployments.isWhole(file)) {
      memory.done = true;
      memory.refused = !deploy(name, file);
    } else if (memory.looks > PATIENT_LOOKS) {
      memory.done = true;
      deploy(name, file);
    }
  }

  /** Whether what is in the file runs now or has run. */
  private boolean deploy(String name, Path file) {
    try {
      String sha256 = Store.digest(file);
      if (sha256.equals(deployments.files().get(name))) {
        return true;
      }
      if (!deployments.moved(sha256, name)) {
        DeploymentReport report = deployments.deploy(null, file, name);
        log.info(
            "{} {}: {} {}, {} swapped, {} blocks, {} late, {} ramped, old class loader {}",
            name,
            report.action(),
            report.symbolicName(),
            report.version(),
            report.swaps().size(),
            report.blocks(),
            report.late(),
            report.ramped(),
            report.oldClassLoader());
        report.warnings().forEach(warning -> log.warn("{}", warning));
        sha256 = report.sha256();
        retry();
      }
      deployments.file(name, sha256);
      return true;
    } catch (RefusedException e) {
      log.error("{} in the deploy folder is not taken: {}", name, e.getMessage());
      return false;
    } catch (IOException e) {
      log.error("{} in the deploy folder cannot be read: {}", name, e.getMessage());
      return false;
    }
  }

  private void removed(String name) {
    List<String> bundles = new ArrayList<>(deployments.from(name));
    for (String bundle : bundles) {
      try {
        DeploymentReport report = deployments.uninstall(bundle);
        log.info(
            "{} was removed: {} {} is uninstalled, bypassed {}",
            name,
            bundle,
            report.version(),
            report.bypassed());
      } catch (RefusedException e) {
        log.error("{} was removed: {}", name, e.getMessage());
      }
    }
    deployments.file(name, null);
  }
}
