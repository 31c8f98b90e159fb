// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.remote;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.osgi.framework.BundleContext;
import org.osgi.service.log.Logger;
import org.tactus.runtime.control.Frame;
import org.tactus.runtime.control.FrameChannel;
import org.tactus.runtime.control.FrameType;
import org.tactus.runtime.control.TerminalSize;

/**
 * One client of the control socket. The connection's own thread reads what the client sends;
 * another one runs the command or the shell, and is interrupted when the client goes away.
 */
final class Connection {
  private static final int SUCCESS = 0;
  private static final int FAILURE = 1;
  private static final int INPUT_BUFFER_BYTES = 1 << 16;

  /** What a command that asks for the width of the terminal is told when there is none. */
  private static final Size NO_TERMINAL = new Size(160, 50);

  private final BundleContext context;
  private final CommandProcessor processor;
  private final Logger log;
  private final FrameChannel channel;

  Connection(BundleContext context, CommandProcessor processor, Logger log, FrameChannel channel) {
    this.context = context;
    this.processor = processor;
    this.log = log;
    this.channel = channel;
  }

  /** Returns when the client is served or gone. */
  void serve() throws IOException {
    Optional<Frame> request = channel.receive();
    if (request.isEmpty()) {
      return;
    }
    switch (request.get().type()) {
      case EXECUTE -> execute(request.get().text());
      case CONSOLE -> console(request.get());
      default -> throw new IOException("A " + request.get().type() + " frame came first");
    }
  }

  void close() throws IOException {
    channel.close();
  }

  private void execute(String command) throws IOException {
    Thread worker = start("tactus-exec", () -> executeCommand(command));
    discardUntilClosed();
    worker.interrupt();
  }

  private int executeCommand(String command) throws IOException {
    PrintStream out = printStream(FrameType.OUTPUT);
    PrintStream err = printStream(FrameType.ERROR);
    try (Terminal terminal =
            new DumbTerminal(
                "exec",
                Terminal.TYPE_DUMB,
                InputStream.nullInputStream(),
                out,
                StandardCharsets.UTF_8);
        CommandSession session = processor.createSession(InputStream.nullInputStream(), out, err)) {
      terminal.setSize(NO_TERMINAL);
      Sessions.prepare(session, context, processor, terminal);
      Object result = session.execute(command);
      if (result != null) {
        out.println(session.format(result, Converter.INSPECT));
      }
      return SUCCESS;
    } catch (Exception e) {
      // A command may throw anything; the operator gets one sentence, the log the trace.
      log.info("The shell command '{}' failed", command, e);
      err.println("tactus: " + Sentence.of(e));
      return FAILURE;
    } finally {
      out.flush();
      err.flush();
    }
  }

  private void console(Frame request) throws IOException {
    TerminalSize size = TerminalSize.of(request);
    PipedInputStream input = new PipedInputStream(INPUT_BUFFER_BYTES);
    try (OutputStream typed = new PipedOutputStream(input);
        Terminal terminal =
            new ExternalTerminal(
                "console",
                TerminalSize.terminalType(request),
                input,
                channel.stream(FrameType.OUTPUT),
                StandardCharsets.UTF_8)) {
      terminal.setSize(new Size(size.columns(), size.rows()));
      Console console = new Console(context, processor, log, terminal);
      Thread worker = start("tactus-console", () -> runShell(console, terminal));
      readTerminal(terminal, typed);
      console.leave();
      worker.interrupt();
    }
  }

  private void readTerminal(Terminal terminal, OutputStream typed) throws IOException {
    for (Optional<Frame> next = channel.receive(); next.isPresent(); next = channel.receive()) {
      Frame frame = next.get();
      switch (frame.type()) {
        case INPUT -> {
          typed.write(frame.payload());
          typed.flush();
        }
        case RESIZE -> {
          TerminalSize size = TerminalSize.of(frame);
          terminal.setSize(new Size(size.columns(), size.rows()));
          terminal.raise(Terminal.Signal.WINCH);
        }
        default -> throw new IOException("A " + frame.type() + " frame came within a console");
      }
    }
  }

  private int runShell(Console console, Terminal terminal) {
    try {
      console.run();
      return SUCCESS;
    } catch (RuntimeException e) {
      log.error("The console ended by an error", e);
      terminal.writer().println("tactus: " + Sentence.of(e));
      return FAILURE;
    } finally {
      terminal.flush();
    }
  }

  private Thread start(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try (channel) {
                channel.send(Frame.exit(work.run()));
              } catch (IOException e) {
                log.debug("The client of the control socket did not wait for the end", e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void discardUntilClosed() {
    try {
      while (channel.receive().isPresent()) {
        // A command has no input.
      }
    } catch (IOException e) {
      log.debug("The client of the control socket is gone", e);
    }
  }

  private PrintStream printStream(FrameType type) {
    return new PrintStream(
        new BufferedOutputStream(channel.stream(type)), false, StandardCharsets.UTF_8);
  }

  /** Returns an exit status. */
  private interface Work {
    int run() throws IOException;
  }
}
