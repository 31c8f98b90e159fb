// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingInputStream;
import org.tactus.runtime.control.Frame;
import org.tactus.runtime.control.FrameType;
import org.tactus.runtime.control.TerminalSize;

/** {@code tactus console}: this terminal at the shell of the running instance. */
final class ConsoleCommand {
  private static final int BUFFER_BYTES = 4096;
  private static final TerminalSize UNKNOWN_SIZE = new TerminalSize(80, 24);

  private ConsoleCommand() {}

  static int execute(Path instance) throws OperatorException {
    try (ControlClient client = ControlClient.connect(instance);
        Terminal terminal = terminal()) {
      Attributes before = terminal.enterRawMode();
      try {
        Attributes raw = terminal.getAttributes();
        raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
        terminal.setAttributes(raw);
        client.channel().send(size(terminal).console(terminal.getType()));
        terminal.handle(Terminal.Signal.WINCH, _ -> resize(client, terminal));
        startTyping(client, terminal);
        return client.relay(System.out, System.err);
      } finally {
        terminal.setAttributes(before);
      }
    } catch (IOException e) {
      throw ControlClient.broken(e);
    }
  }

  private static Terminal terminal() throws IOException, OperatorException {
    Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build();
    if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
      terminal.close();
      throw new OperatorException(
          ExitStatus.USAGE,
          "'tactus console' needs a terminal; 'tactus exec' runs a command without one.");
    }
    return terminal;
  }

  private static TerminalSize size(Terminal terminal) {
    Size size = terminal.getSize();
    return size.getColumns() > 0 && size.getRows() > 0
        ? new TerminalSize(size.getColumns(), size.getRows())
        : UNKNOWN_SIZE;
  }

  private static void resize(ControlClient client, Terminal terminal) {
    try {
      client.channel().send(size(terminal).resize());
    } catch (IOException _) {
      // The reading side finds the connection closed, and says so.
    }
  }

  private static void startTyping(ControlClient client, Terminal terminal) {
    Thread typing =
        new Thread(
            () -> {
              NonBlockingInputStream input = (NonBlockingInputStream) terminal.input();
              byte[] buffer = new byte[BUFFER_BYTES];
              try {
                for (int n = input.readBuffered(buffer); n > 0; n = input.readBuffered(buffer)) {
                  client.channel().send(new Frame(FrameType.INPUT, Arrays.copyOf(buffer, n)));
                }
              } catch (IOException _) {
                // The connection or the terminal is closed: the console ends.
              }
            },
            "tactus-typing");
    typing.setDaemon(true);
    typing.start();
  }
}
