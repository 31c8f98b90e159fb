// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.remote;

import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.jline.terminal.Terminal;
import org.osgi.framework.BundleContext;

/** What gogo.jline's commands expect to find in a session. */
final class Sessions {
  /**
   * Where a command named without its scope is looked for, in this order; the last is any other.
   */
  private static final String SEARCHED_SCOPES =
      "pipeline:device:processor:rt:ring:console:gogo:felix:*";

  private Sessions() {}

  static void prepare(
      CommandSession session,
      BundleContext context,
      CommandProcessor processor,
      Terminal terminal) {
    session.put(Shell.VAR_TERMINAL, terminal);
    session.put(Shell.VAR_CONTEXT, context);
    session.put(Shell.VAR_PROCESSOR, processor);
    session.put(Shell.VAR_SESSION, session);
    session.put(Shell.VAR_SCOPE, SEARCHED_SCOPES);
    // A variable whose name begins with # is computed each time it is read.
    session.put("#TERM", (Function) (_, _) -> terminal.getType());
    session.put("#COLUMNS", (Function) (_, _) -> terminal.getWidth());
    session.put("#LINES", (Function) (_, _) -> terminal.getHeight());
  }
}
