// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal;

import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.log.Logger;
import org.tactus.api.RefusedException;
import org.tactus.isolation.internal.child.ChildMain;

/** Starts child processes. */
final class ChildLauncher {

  private static final AtomicLong SOCKETS = new AtomicLong();
  private static final long LOOK_MILLIS = 2;

  private final Places places;
  private final Logger logger;

  ChildLauncher(Places places, Logger logger) {
    this.places = places;
    this.logger = logger;
  }

  /** A child process and what it prints. */
  record Launched(Session session, ChildOutput output) {}

  /**
   * Starts a child and waits until it has connected. The kernel kills the child when the calling
   * thread ends.
   *
   * @param directory the child's own, with the vendor's jar in it
   */
  Launched launch(
      String name, Path jar, Path directory, Settings settings, Session.Listener listener)
      throws RefusedException {
    Path socket =
        places.sockets().resolve("iso" + Long.toString(SOCKETS.incrementAndGet(), 36) + ".sock");
    Process process = null;
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      Files.deleteIfExists(socket);
      server.bind(UnixDomainSocketAddress.of(socket));
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      server.configureBlocking(false);
      process =
          new ProcessBuilder(command(name, jar, directory, socket, settings))
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      ChildOutput output = new ChildOutput(name, process.getInputStream(), logger);
      Thread.ofPlatform().daemon().name("tactus-isolation-output").start(output);
      SocketChannel channel = accept(name, server, process, settings, output);
      return new Launched(new Session(name, process, channel, listener), output);
    } catch (IOException e) {
      kill(process);
      throw new RefusedException(
          "isolated bundle '"
              + name
              + "' cannot be started ("
              + e.getMessage()
              + "); see that "
              + places.sockets()
              + " can be written",
          e);
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
      throw new RefusedException("starting isolated bundle '" + name + "' was interrupted", e);
    } catch (RefusedException e) {
      kill(process);
      throw e;
    } finally {
      delete(socket);
    }
  }

  private static void kill(Process process) {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private void delete(Path socket) {
    try {
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      logger.warn("{} cannot be removed: {}", socket, e.getMessage());
    }
  }

  private static SocketChannel accept(
      String name,
      ServerSocketChannel server,
      Process process,
      Settings settings,
      ChildOutput output)
      throws IOException, InterruptedException, RefusedException {
    long deadline = System.nanoTime() + settings.startTimeout().toNanos();
    while (true) {
      SocketChannel channel = server.accept();
      if (channel != null) {
        channel.configureBlocking(true);
        return channel;
      }
      if (!process.isAlive()) {
        throw new RefusedException(
            "the child process of isolated bundle '"
                + name
                + "' ended before it was ready ("
                + Ending.describe(process.exitValue(), output.crash())
                + "); see the log");
      }
      if (System.nanoTime() - deadline > 0) {
        throw new RefusedException(
            "the child process of isolated bundle '"
                + name
                + "' did not connect within "
                + settings.startTimeout().toSeconds()
                + " s; raise timeout.startSeconds in org.tactus.isolation");
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private List<String> command(
      String name, Path jar, Path directory, Path socket, Settings settings) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xms" + settings.heapMegabytes() + "m",
            "-Xmx" + settings.heapMegabytes() + "m",
            "-XX:+UseSerialGC",
            "-XX:+AlwaysPreTouch",
            "-XX:-UsePerfData",
            "-XX:+DisableAttachMechanism",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=" + places.log().resolve("crash-" + fileName(name) + ".log"),
            "-Xshare:auto",
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djna.nosys=false",
            "-Djava.io.tmpdir=" + directory,
            "-Djna.tmpdir=" + directory,
            "-cp",
            String.join(
                File.pathSeparator, places.classPath().stream().map(Path::toString).toList()),
            ChildMain.class.getName()));
    command.addAll(
        new ChildMain.Arguments(
                ProcessHandle.current().pid(),
                socket,
                directory.resolve("framework"),
                settings.priority(),
                jar,
                places.bundles(),
                places.exported())
            .words());
    return command;
  }

  /** A name as part of a file's name: a JVM expands % in it. */
  static String fileName(String name) {
    return name.replaceAll("[^A-Za-z0-9._-]", "_");
  }
}
