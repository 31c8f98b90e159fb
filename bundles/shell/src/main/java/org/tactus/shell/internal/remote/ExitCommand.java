// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.remote;

import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Component;

/** Leaves a console; the instance goes on. */
@Component(
    service = ExitCommand.class,
    property = {
      "osgi.command.scope=" + CommandScopes.CONSOLE,
      "osgi.command.function=exit",
      "osgi.command.function=quit"
    })
public final class ExitCommand {
  /** The session variable that holds the session's {@link Shell}. */
  static final String SHELL = ".tactus.shell";

  /** Ends the interactive shell of this session. */
  @Descriptor("leaves the console; the instance goes on")
  public void exit(CommandSession session) {
    if (session.get(SHELL) instanceof Shell shell) {
      shell.stop();
    }
  }

  /** Ends the interactive shell of this session. */
  @Descriptor("leaves the console; the instance goes on")
  public void quit(CommandSession session) {
    exit(session);
  }
}
