// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.remote;

import java.lang.reflect.InvocationTargetException;
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
      case OutOfMemoryError _ ->
          "The JVM's heap is full; give it more in config/jvm.options (-Xms and -Xmx) or ask for"
              + " less.";
      case InvocationTargetException wrapper when wrapper.getCause() != null ->
          of(wrapper.getCause());
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
