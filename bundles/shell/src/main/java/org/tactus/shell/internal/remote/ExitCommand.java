// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.remote;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Component;

/** Leaves a console; the instance goes on. */
@Component(
    service = ExitCommand.class,
    property = {
      "osgi.command.scope=console",
      "osgi.command.function=exit",
      "osgi.command.function=quit"
    })
public final class ExitCommand {
  /** The session variable that says, as an AtomicBoolean, that the operator has left. */
  static final String LEFT = ".left";

  /** Ends the interactive shell of this session. */
  @Descriptor("leaves the console; the instance goes on")
  public void exit(CommandSession session) {
    if (session.get(LEFT) instanceof AtomicBoolean left) {
      left.set(true);
    }
  }

  /** Ends the interactive shell of this session. */
  @Descriptor("leaves the console; the instance goes on")
  public void quit(CommandSession session) {
    exit(session);
  }
}
