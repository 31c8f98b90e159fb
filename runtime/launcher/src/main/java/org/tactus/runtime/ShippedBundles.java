// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the framework's kept cache in line with the distribution's {@code bundles/}. A folder
 * there is named {@code LEVEL-WHAT}: its bundles start at that start level; those of level 0 are
 * libraries that are installed and never started. Bundles from elsewhere are left alone.
 */
final class ShippedBundles {
  private static final Logger LOG = LoggerFactory.getLogger(ShippedBundles.class);
  private static final String RECORD = "shipped-bundles";
  private static final String REFERENCE = "reference:";

  private final Path directory;
  private final Path record;
  private final Map<Path, Integer> levels = new TreeMap<>(Comparator.comparing(Path::toString));

  ShippedBundles(Path directory, Path cache) throws IOException {
    this.directory = directory;
    this.record = cache.resolve(RECORD);
    try (Stream<Path> folders = Files.list(directory)) {
      for (Path folder : folders.filter(Files::isDirectory).toList()) {
        int level = level(folder.getFileName().toString());
        try (Stream<Path> jars = Files.list(folder)) {
          jars.filter(jar -> jar.toString().endsWith(".jar"))
              .forEach(jar -> levels.put(jar, level));
        }
      }
    }
  }

  private int level(String folder) throws IOException {
    try {
      return Integer.parseInt(folder.substring(0, Math.max(0, folder.indexOf('-'))));
    } catch (NumberFormatException e) {
      throw new IOException(
          directory + " holds the folder " + folder + ", whose name is not LEVEL-WHAT", e);
    }
  }

  /** The start level at which everything has been started. */
  int lastLevel() {
    return levels.values().stream().mapToInt(Integer::intValue).max().orElse(1);
  }

  /**
   * Installs, updates and uninstalls.
   *
   * @param context the system bundle's, of a framework that is not yet started
   */
  void install(BundleContext context) throws IOException, BundleException {
    Properties former = read();
    Properties current = new Properties();
    for (Map.Entry<Path, Integer> entry : levels.entrySet()) {
      String location = REFERENCE + entry.getKey().toUri();
      String state = state(entry.getKey());
      Bundle bundle = context.getBundle(location);
      if (bundle == null) {
        bundle = context.installBundle(location);
        if (entry.getValue() > 0) {
          bundle.adapt(BundleStartLevel.class).setStartLevel(entry.getValue());
          bundle.start(Bundle.START_ACTIVATION_POLICY);
        }
      } else if (!state.equals(former.getProperty(location))) {
        bundle.update();
      }
      current.setProperty(location, state);
    }
    for (String location : former.stringPropertyNames()) {
      Bundle bundle = current.containsKey(location) ? null : context.getBundle(location);
      if (bundle != null) {
        LOG.info("{} is no longer shipped: uninstalled", bundle);
        bundle.uninstall();
      }
    }
    if (!current.equals(former)) {
      write(current);
    }
  }

  /** Differs whenever the file was replaced, whatever its date says. */
  private static String state(Path jar) throws IOException {
    Map<String, Object> attributes = Files.readAttributes(jar, "unix:size,ctime,ino");
    return attributes.get("size") + " " + attributes.get("ctime") + " " + attributes.get("ino");
  }

  private Properties read() throws IOException {
    Properties properties = new Properties();
    if (Files.exists(record)) {
      try (Reader reader = Files.newBufferedReader(record)) {
        properties.load(reader);
      }
    }
    return properties;
  }

  private void write(Properties properties) throws IOException {
    try (Writer writer = Files.newBufferedWriter(record)) {
      properties.store(writer, null);
    }
  }
}
