// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.tactus.runtime.control.Frame;
import org.tactus.runtime.control.FrameChannel;
import org.tactus.runtime.control.FrameType;

/** The distribution with an instance directory of its own, driven as an operator drives it. */
final class Tactus implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 90;

  private final Path home;
  private final Path instance;

  /** Words before the command: setpriv, say. */
  private final List<String> prefix;

  private final List<Process> started = new ArrayList<>();

  private Tactus(Path home, Path instance, List<String> prefix) {
    this.home = home;
    this.instance = instance;
    this.prefix = prefix;
  }

  /** A copy of the assembled distribution in a folder. */
  static Tactus copiedTo(Path folder) throws IOException {
    Path assembled = Path.of(System.getProperty("tactus.distribution"));
    assertTrue(
        Files.isDirectory(assembled.resolve("bin")),
        () -> assembled + " is not there: build the module distribution first");
    Path home = folder.resolve("tactus");
    Files.walkFileTree(
        assembled,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path source, BasicFileAttributes attributes)
              throws IOException {
            // Whoever tried the assembled distribution left an instance in it.
            if (source.equals(assembled.resolve("instance"))) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(home.resolve(assembled.relativize(source).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path source, BasicFileAttributes attributes)
              throws IOException {
            Path target = home.resolve(assembled.relativize(source).toString());
            Files.copy(
                source,
                target,
                java.nio.file.StandardCopyOption.COPY_ATTRIBUTES,
                LinkOption.NOFOLLOW_LINKS);
            return FileVisitResult.CONTINUE;
          }
        });
    return new Tactus(home, folder.resolve("i"), List.of());
  }

  /** The same distribution with another instance directory. */
  Tactus withInstance(Path other) {
    return new Tactus(home, other, prefix);
  }

  /** The same with words before every command. */
  Tactus behind(String... words) {
    return new Tactus(home, instance, List.of(words));
  }

  Path home() {
    return home;
  }

  Path instance() {
    return instance;
  }

  Path configuration(String pid) {
    return instance.resolve("config").resolve(pid + ".cfg");
  }

  Outcome call(String... arguments) {
    try {
      Path output = Files.createTempFile("tactus", ".out");
      Path errors = Files.createTempFile("tactus", ".err");
      try {
        Process process =
            launch(
                ProcessBuilder.Redirect.to(output.toFile()),
                ProcessBuilder.Redirect.to(errors.toFile()),
                arguments);
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
          throw new AssertionError(
              "tactus "
                  + String.join(" ", arguments)
                  + " had not ended after "
                  + TIMEOUT_SECONDS
                  + " s: "
                  + Files.readString(output)
                  + Files.readString(errors));
        }
        return new Outcome(
            String.join(" ", arguments),
            process.exitValue(),
            Files.readString(output),
            Files.readString(errors));
      } finally {
        Files.delete(output);
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Starts a command that goes on; {@link #close} ends it. */
  Process begin(String... arguments) throws IOException {
    return launch(ProcessBuilder.Redirect.DISCARD, ProcessBuilder.Redirect.DISCARD, arguments);
  }

  private Process launch(
      ProcessBuilder.Redirect output, ProcessBuilder.Redirect errors, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(home.resolve("bin/tactus").toString());
    command.add("--instance");
    command.add(instance.toString());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(home.getParent().toFile())
            .redirectOutput(output)
            .redirectError(errors)
            .start();
    process.getOutputStream().close();
    started.add(process);
    return process;
  }

  Outcome run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("run"));
    all.addAll(List.of(arguments));
    return call(all.toArray(String[]::new));
  }

  /** A shell command, over the control socket without a process for each. */
  Outcome exec(String command) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.connect(UnixDomainSocketAddress.of(instance.resolve("run/control.sock")));
      FrameChannel channel = FrameChannel.open(socket);
      channel.send(Frame.of(FrameType.EXECUTE, command));
      CompletableFuture<Integer> status =
          CompletableFuture.supplyAsync(() -> relay(channel, output, errors));
      return new Outcome(
          command,
          status.get(TIMEOUT_SECONDS, TimeUnit.SECONDS),
          output.toString(StandardCharsets.UTF_8),
          errors.toString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("'" + command + "' was not answered", e);
    }
  }

  private static int relay(FrameChannel channel, OutputStream output, OutputStream errors) {
    try {
      while (true) {
        Frame frame = channel.receive().orElseThrow();
        switch (frame.type()) {
          case OUTPUT -> output.write(frame.payload());
          case ERROR -> errors.write(frame.payload());
          case EXIT -> {
            return frame.payload()[0];
          }
          default -> throw new IOException("a client's frame: " + frame.type());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a shell command that must succeed prints. */
  String shell(String command) {
    return exec(command).succeeded().output();
  }

  /** The process that the instance directory names. */
  long pid() throws IOException {
    return Long.parseLong(Files.readString(instance.resolve("run/pid")).strip());
  }

  static Map<String, Object> report(Path file) throws IOException {
    return JSON.std.mapFrom(Files.readString(file));
  }

  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, () -> "not within 30 s: " + what);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** Stops a started instance and whatever this object began. */
  @Override
  public void close() {
    if (Files.exists(instance.resolve("run/pid"))) {
      call("stop");
    }
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
