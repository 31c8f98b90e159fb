// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import org.tactus.runtime.control.Frame;
import org.tactus.runtime.control.FrameChannel;
import org.tactus.runtime.control.FrameType;

/** The client's end of the control socket of a running instance. */
final class ControlClient implements AutoCloseable {
  private final FrameChannel channel;

  private ControlClient(FrameChannel channel) {
    this.channel = channel;
  }

  /** Connects to the instance in a directory. */
  static ControlClient connect(Path directory) throws OperatorException {
    if (Instance.running(directory).isEmpty()) {
      throw new OperatorException(
          ExitStatus.NOT_RUNNING,
          "No Tactus runs in " + directory + ": start one with 'tactus start'.");
    }
    try {
      SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        socket.connect(UnixDomainSocketAddress.of(Instance.controlSocket(directory)));
        return new ControlClient(FrameChannel.open(socket));
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    } catch (IOException e) {
      throw new OperatorException(
          ExitStatus.FAILURE,
          "The Tactus in "
              + directory
              + " does not answer yet ("
              + e.getMessage()
              + "): try again, or see "
              + directory.resolve("log/tactus.log")
              + ".",
          e);
    }
  }

  /**
   * Runs one shell command and passes on what it prints.
   *
   * @return the command's exit status
   */
  int execute(String command, PrintStream out, PrintStream err) throws OperatorException {
    try {
      channel.send(Frame.of(FrameType.EXECUTE, command));
      return relay(out, err);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  FrameChannel channel() {
    return channel;
  }

  /** Passes on what the server sends until it says that it is done. */
  int relay(PrintStream out, PrintStream err) throws IOException, OperatorException {
    for (Optional<Frame> next = channel.receive(); next.isPresent(); next = channel.receive()) {
      Frame frame = next.get();
      switch (frame.type()) {
        case OUTPUT -> {
          out.write(frame.payload());
          out.flush();
        }
        case ERROR -> {
          err.write(frame.payload());
          err.flush();
        }
        case EXIT -> {
          return frame.payload().length == 1
              ? Byte.toUnsignedInt(frame.payload()[0])
              : ExitStatus.FAILURE.code();
        }
        case EXECUTE, CONSOLE, INPUT, RESIZE ->
            throw new IOException("The server sent what only a client sends");
      }
    }
    throw broken(null);
  }

  static OperatorException broken(IOException cause) {
    return new OperatorException(
        ExitStatus.FAILURE, "The instance ended or closed the connection.", cause);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
