// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.hostile;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Constants;
import aQute.bnd.osgi.Jar;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Bundles of a vendor, each of which does one thing badly; made when they are asked for. */
public enum HostileBundle {
  /** Does nothing badly. */
  GOOD,
  /** The same type in version 2.0.0, of the same symbolic name. */
  GOOD_TWO("good"),
  THROWS_IN_PROCESS,
  OVERFLOWS,
  THROWS_IN_CREATE,
  THROWS_IN_TYPE,
  THROWS_IN_PREPARE,
  NAN,
  INFINITE,
  DENORMAL,
  ALLOCATES,
  SPINS,
  SPINS_CATCHING,
  SLEEPS,
  BLOCKS,
  EXITS,
  HALTS,
  EXITS_BY_LAMBDA,
  EXITS_BY_REFLECTION,
  CRASHES,
  WRITES_INPUT,
  NEVER_RELEASES,
  PREPARES_FOREVER,
  NONSENSE,
  NULL_FROM_CREATE,
  NULL_FROM_TYPE,
  NULL_FROM_PORTS,
  CHANGES_PORTS,
  /** The same type in version 2.0.0, of the same symbolic name, with other ports. */
  CHANGES_PORTS_TWO("changesports"),
  HANGS_IN_ACTIVATION,
  HANGS_IN_START,
  LEAKS_THREAD,
  LEAKS_THREAD_LOCAL,
  LEAKS_HOOK,
  LEAKS_M_BEAN,
  EXPORTS_API,
  NEEDS_MISSING;

  private static final String ROOT = "com.example.hostile.";

  private final String type;

  HostileBundle() {
    this.type = name().toLowerCase(Locale.ROOT).replace("_", "");
  }

  HostileBundle(String type) {
    this.type = type;
  }

  /** The name of its processor in the notation. */
  public String type() {
    return type;
  }

  /** Its symbolic name. */
  public String symbolicName() {
    return ROOT + type;
  }

  /** Its version, which is its processor's too. */
  public String version() {
    return name().endsWith("_TWO") ? "2.0.0" : "1.0.0";
  }

  /**
   * Makes its jar.
   *
   * @param folder where, under a name of symbolic name and version
   * @return the jar
   * @throws Exception if bnd cannot make it
   */
  public Path writeTo(Path folder) throws Exception {
    Path file = folder.resolve(symbolicName() + "-" + version() + ".jar");
    String own = ROOT + name().toLowerCase(Locale.ROOT).replace("_", "");
    try (Builder builder = new Builder()) {
      builder.setClasspath(
          Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
              .map(File::new)
              .filter(File::exists)
              .toArray(File[]::new));
      builder.setProperty(Constants.BUNDLE_SYMBOLICNAME, symbolicName());
      builder.setProperty(Constants.BUNDLE_VERSION, version());
      builder.setProperty(Constants.PRIVATEPACKAGE, own + "," + ROOT + "base");
      builder.setProperty(Constants.NOEXTRAHEADERS, "true");
      switch (this) {
        case HANGS_IN_START -> builder.setProperty(Constants.BUNDLE_ACTIVATOR, own + ".Activator");
        case EXPORTS_API ->
            builder.setProperty(
                Constants.EXPORT_PACKAGE, "org.tactus.api.audio;version=1.0.0;-noimport:=true");
        case NEEDS_MISSING ->
            builder.setProperty(Constants.IMPORT_PACKAGE, "com.example.missing,*");
        default -> {
          // Its classes say all.
        }
      }
      Jar jar = builder.build();
      if (!builder.isOk()) {
        throw new IllegalStateException(this + ": " + builder.getErrors());
      }
      jar.write(file.toFile());
    }
    return file;
  }

  /**
   * Makes all of them.
   *
   * @param arguments the folder
   * @throws Exception if bnd cannot make one
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    for (HostileBundle each : values()) {
      each.writeTo(folder);
    }
  }
}
