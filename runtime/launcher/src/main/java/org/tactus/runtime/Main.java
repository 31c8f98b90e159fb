// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import java.io.IOException;
import java.util.List;

/** The command line. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its status. */
  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  private static int execute(String... arguments) {
    try {
      return execute(Arguments.parse(arguments));
    } catch (OperatorException e) {
      complain(e.getMessage());
      return e.status().code();
    } catch (IOException e) {
      complain("Reading or writing failed: " + e + ".");
      return ExitStatus.FAILURE.code();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return ExitStatus.FAILURE.code();
    }
  }

  private static int execute(Invocation invocation)
      throws OperatorException, IOException, InterruptedException {
    return switch (invocation) {
      case Invocation.Help _ -> {
        System.out.print(Arguments.HELP);
        yield ExitStatus.SUCCESS.code();
      }
      case Invocation.Version _ -> {
        System.out.println("Tactus " + version() + ", Java " + Runtime.version());
        yield ExitStatus.SUCCESS.code();
      }
      case Invocation.Run run -> new RunCommand(environment(), run).execute().code();
      case Invocation.Start(boolean foreground) -> {
        InstanceCommands commands = new InstanceCommands(environment());
        yield (foreground ? commands.runInForeground() : commands.start()).code();
      }
      case Invocation.Stop _ -> new InstanceCommands(environment()).stop().code();
      case Invocation.Status _ -> new InstanceCommands(environment()).status().code();
      case Invocation.Doctor(boolean json) -> new InstanceCommands(environment()).doctor(json);
      case Invocation.Bench(List<String> words) ->
          new BenchCommand(environment(), words).execute().code();
      case Invocation.Console _ -> ConsoleCommand.execute(environment().instance());
      case Invocation.Exec(String command) -> {
        try (ControlClient client = ControlClient.connect(environment().instance())) {
          yield client.execute(command, System.out, System.err);
        }
      }
    };
  }

  private static Environment environment() throws OperatorException {
    return Environment.fromSystemProperties();
  }

  static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  /** One sentence on standard error. */
  static void complain(String sentence) {
    System.err.println("tactus: " + sentence);
  }
}
