// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal.child;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.osgi.framework.BundleException;
import org.tactus.api.RefusedException;
import org.tactus.isolation.internal.channel.Frame;
import org.tactus.isolation.internal.channel.Message;
import org.tactus.isolation.internal.channel.Wire;
import org.tactus.linux.LinuxException;
import org.tactus.linux.Memory;
import org.tactus.linux.ParentProcess;

/** The child process: a framework with one vendor's bundle in it, driven over a socket. */
public final class ChildMain {

  /** Both sides must speak the same. */
  public static final int PROTOCOL_VERSION = 1;

  private ChildMain() {}

  /**
   * The child's arguments.
   *
   * @param parent the process that started it
   * @param socket where to connect
   * @param storage an empty directory of its own
   * @param priority SCHED_FIFO priority of the threads that process; 0 for none
   * @param bundle the vendor's jar
   * @param bundles the bundles that it needs
   * @param exported jars of the class path whose exported packages bundles may import
   */
  public record Arguments(
      long parent,
      Path socket,
      Path storage,
      int priority,
      Path bundle,
      List<Path> bundles,
      List<Path> exported) {

    /** As words of a command line. */
    public List<String> words() {
      return List.of(
          Long.toString(parent),
          socket.toString(),
          storage.toString(),
          Integer.toString(priority),
          bundle.toString(),
          join(bundles),
          join(exported));
    }

    static Arguments of(String[] words) {
      return new Arguments(
          Long.parseLong(words[0]),
          Path.of(words[1]),
          Path.of(words[2]),
          Integer.parseInt(words[3]),
          Path.of(words[4]),
          split(words[5]),
          split(words[6]));
    }

    private static String join(List<Path> paths) {
      return String.join(File.pathSeparator, paths.stream().map(Path::toString).toList());
    }

    private static List<Path> split(String paths) {
      return Arrays.stream(paths.split(File.pathSeparator)).map(Path::of).toList();
    }
  }

  /**
   * Runs until the parent says to end, or is gone.
   *
   * @param words what {@link Arguments#words} says
   */
  public static void main(String[] words) throws IOException {
    Arguments arguments = Arguments.of(words);
    if (!ParentProcess.dieWith(arguments.parent())) {
      Runtime.getRuntime().halt(1);
    }
    Thread.ofPlatform().daemon().name("tactus-parent").start(ChildMain::dieWithStandardInput);
    try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.connect(UnixDomainSocketAddress.of(arguments.socket()));
      DataInputStream in =
          new DataInputStream(new BufferedInputStream(Channels.newInputStream(socket)));
      DataOutputStream out = new DataOutputStream(Channels.newOutputStream(socket));
      serve(arguments, in, out);
    }
    Runtime.getRuntime().halt(0);
  }

  /** The kernel kills this process with its parent; where it cannot, this does. */
  private static void dieWithStandardInput() {
    try {
      while (System.in.read() >= 0) {
        continue;
      }
    } catch (IOException e) {
      System.err.println("standard input failed: " + e.getMessage());
    }
    Runtime.getRuntime().halt(1);
  }

  private static void serve(Arguments arguments, DataInputStream in, DataOutputStream out)
      throws IOException {
    ChildFramework framework;
    try {
      framework = ChildFramework.start(arguments);
    } catch (BundleException | RefusedException | IOException e) {
      String sentence = e.getMessage();
      Frame.of(Message.UNABLE, 0, data -> Wire.writeSentence(data, sentence)).writeTo(out);
      return;
    }
    lockMemory();
    Frame.of(
            Message.HELLO,
            0,
            data -> {
              data.writeByte(PROTOCOL_VERSION);
              data.writeLong(ProcessHandle.current().pid());
              Wire.writeList(data, framework.types(), Wire::writeType);
            })
        .writeTo(out);
    new ChildServer(framework, arguments.priority(), out).serve(in);
  }

  private static void lockMemory() {
    try {
      Memory.lockFuture(true);
      Memory.lockCurrent();
    } catch (LinuxException e) {
      System.err.println("memory is not locked: " + e.getMessage());
    }
  }
}
