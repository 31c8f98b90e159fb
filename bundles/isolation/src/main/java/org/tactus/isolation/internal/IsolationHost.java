// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.osgi.service.log.Logger;
import org.tactus.api.RefusedException;
import org.tactus.isolation.IsolatedBundle;
import org.tactus.isolation.Isolation;

/** The children of this process; knows no framework. Any thread but a cycle's. */
final class IsolationHost implements Isolation {

  private final Places places;
  private final Registrar registrar;
  private final Consumer<ChildWatch> watchStarter;
  private final Logger logger;
  private final ChildLauncher launcher;
  private final AtomicLong directories = new AtomicLong();
  private final CopyOnWriteArrayList<IsolatedChild> children = new CopyOnWriteArrayList<>();
  private final ExecutorService notices =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("tactus-isolation-notices").factory());
  private volatile Settings settings;
  private ChildWatch watch;

  /**
   * A host without children.
   *
   * @param watchStarter runs a watch on a thread of its own; called when the first child comes
   */
  IsolationHost(
      Places places,
      Registrar registrar,
      Consumer<ChildWatch> watchStarter,
      Settings settings,
      Logger logger) {
    this.places = places;
    this.registrar = registrar;
    this.watchStarter = watchStarter;
    this.settings = settings;
    this.logger = logger;
    launcher = new ChildLauncher(places, logger);
  }

  /** Takes new settings, which hold from the next start of each child. */
  void configure(Settings next) {
    settings = next;
  }

  @Override
  public IsolatedBundle install(Path jar) throws RefusedException {
    BundleIdentity identity = BundleIdentity.of(jar);
    Path directory =
        places
            .storage()
            .resolve(
                directories.incrementAndGet()
                    + "-"
                    + ChildLauncher.fileName(identity.symbolicName()));
    Path copy = directory.resolve("bundle.jar");
    try {
      Files.createDirectories(places.storage());
      IsolatedChild.delete(directory);
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new RefusedException(
          jar
              + " cannot be copied to "
              + directory
              + " ("
              + e.getMessage()
              + "); see that the disk is not full",
          e);
    }
    IsolatedChild child =
        new IsolatedChild(
            identity,
            copy,
            directory,
            launcher,
            registrar,
            () -> settings,
            notices,
            this::forget,
            logger);
    children.add(child);
    startWatch();
    child.start();
    return child;
  }

  private synchronized void startWatch() {
    if (watch == null) {
      watch = new ChildWatch(() -> children);
      watchStarter.accept(watch);
    }
  }

  private synchronized void forget(IsolatedChild child) {
    children.remove(child);
    if (children.isEmpty() && watch != null) {
      watch.end();
      watch = null;
    }
  }

  @Override
  public List<IsolatedBundle> list() {
    return List.copyOf(children);
  }

  /** Ends every child. */
  void close() {
    children.forEach(IsolatedChild::close);
    notices.shutdown();
  }
}
