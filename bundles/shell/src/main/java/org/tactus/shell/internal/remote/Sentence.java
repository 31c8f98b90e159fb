// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.remote;

import org.apache.felix.gogo.runtime.CommandNotFoundException;
import org.apache.felix.gogo.runtime.SyntaxError;

/** What an operator is told of an exception. */
final class Sentence {
  private Sentence() {}

  static String of(Throwable failure) {
    return switch (failure) {
      case CommandNotFoundException unknown ->
          "There is no command '" + unknown.getCommand() + "'; 'help' lists the commands.";
      case SyntaxError error ->
          "The command cannot be read at line "
              + error.line()
              + ", column "
              + error.column()
              + ": "
              + firstLine(error)
              + ".";
      case InterruptedException _ -> "The command was interrupted.";
      default -> firstLine(failure);
    };
  }

  private static String firstLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? "The command failed by " + failure.getClass().getSimpleName() + "; the log says more."
        : message.lines().findFirst().orElseThrow();
  }
}
