// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.apache.commons.cli.AlreadySelectedException;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.OptionGroup;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;
import org.tactus.runtime.spi.RunRequest;

/** Reads the command line; {@code bin/tactus} has taken its own options out of it. */
final class Arguments {
  static final String HELP =
      """
      Usage: tactus [--instance DIR] [--profile NAME] COMMAND

        run (NOTATION | FILE | NAME)   run a pipeline in the foreground
            --for SECONDS              end after so long
            --freewheel                as fast as possible, without a clock
            --strict | --lenient       refuse, or only report, a real-time policy that does not take
            --rate HZ                  sample rate
            --period FRAMES            frames in a cycle
            --clock NAME               what starts a cycle
            --set NODE.PARAMETER=VALUE a parameter before the first cycle; may be repeated
            --report FILE.json         write the report of the run
        start [--foreground]           start an instance that runs the stored pipelines
        stop                           stop it
        status                         say whether it runs, and list its pipelines
        console                        open a shell in it
        exec 'COMMAND'                 run one shell command in it
        doctor [--json]                say what on this machine makes cycles late
        bench list                     name the benchmarks
        bench NAME [--json] [OPTIONS]  measure on this machine
            swap: --swaps N            how often code is replaced under load; 1000 if not given
                  --manual             on a manual clock: needs no rights, times nothing
                  --idle               without load
        version                        print the version
        help                           print this text

      The instance directory is DIR, else $TACTUS_INSTANCE, else 'instance' beside bin/ if that can
      be written, else tactus in $XDG_STATE_HOME or ~/.local/state. Exit status: 0 done, 1 failed,
      2 wrong use, 3 no instance runs.
      """;

  private static final Pattern RATE = Pattern.compile("[1-9][0-9]{0,9}(/[1-9][0-9]{0,9})?");

  private Arguments() {}

  static Invocation parse(String... arguments) throws OperatorException {
    if (arguments.length == 0) {
      throw usage("A command is missing; 'tactus help' lists them.");
    }
    String command = arguments[0];
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    return switch (command) {
      case "run" -> run(rest);
      case "start" -> {
        CommandLine line = parse(command, new Options().addOption(flag("foreground")), rest);
        operands(command, line, 0, "");
        yield new Invocation.Start(line.hasOption("foreground"));
      }
      case "stop" -> plain(command, rest, new Invocation.Stop());
      case "status" -> plain(command, rest, new Invocation.Status());
      case "console" -> plain(command, rest, new Invocation.Console());
      case "exec" -> exec(rest);
      case "doctor" -> {
        CommandLine line = parse(command, new Options().addOption(flag("json")), rest);
        operands(command, line, 0, "");
        yield new Invocation.Doctor(line.hasOption("json"));
      }
      case "bench" -> bench(rest);
      case "version", "--version" -> plain(command, rest, new Invocation.Version());
      case "help", "--help", "-h" -> new Invocation.Help();
      default ->
          throw usage("There is no command '" + command + "'; 'tactus help' lists the commands.");
    };
  }

  private static Invocation plain(String command, String[] rest, Invocation invocation)
      throws OperatorException {
    operands(command, parse(command, new Options(), rest), 0, "");
    return invocation;
  }

  /** The words after {@code exec} are the shell's, dashes and all. */
  private static Invocation exec(String... rest) throws OperatorException {
    String command = String.join(" ", rest).strip();
    if (command.isEmpty()) {
      throw usage("'tactus exec' needs a shell command, such as 'tactus exec pipeline:list'.");
    }
    return new Invocation.Exec(command);
  }

  /** A benchmark says itself which options it has; they follow its name. */
  private static Invocation bench(String... rest) throws OperatorException {
    if (rest.length == 0 || rest[0].startsWith("-")) {
      throw usage("'tactus bench' needs the name of a benchmark; 'tactus bench list' names them.");
    }
    return new Invocation.Bench(List.of(rest));
  }

  private static Invocation run(String... rest) throws OperatorException {
    OptionGroup policy = new OptionGroup();
    policy.addOption(flag("strict"));
    policy.addOption(flag("lenient"));
    Options options =
        new Options()
            .addOption(valued("for"))
            .addOption(flag("freewheel"))
            .addOptionGroup(policy)
            .addOption(valued("rate"))
            .addOption(valued("period"))
            .addOption(valued("clock"))
            .addOption(valued("set"))
            .addOption(valued("report"));
    CommandLine line = parse("run", options, rest);
    String pipeline = operands("run", line, 1, "a notation, a file or the name of a pipeline")[0];
    return new Invocation.Run(
        pipeline,
        duration(line),
        line.hasOption("freewheel"),
        policy(line),
        rate(line),
        period(line),
        Optional.ofNullable(single(line, "clock")),
        report(line),
        settings(line));
  }

  private static Optional<Duration> duration(CommandLine line) throws OperatorException {
    String text = single(line, "for");
    if (text == null) {
      return Optional.empty();
    }
    double seconds = Double.NaN;
    try {
      seconds = Double.parseDouble(text);
    } catch (NumberFormatException _) {
      // Stays a value that the next check refuses.
    }
    if (!(seconds > 0 && seconds <= 1e9)) {
      throw usage("--for takes a number of seconds greater than 0, not '" + text + "'.");
    }
    return Optional.of(Duration.ofNanos(Math.round(seconds * 1e9)));
  }

  private static Optional<RunRequest.Policy> policy(CommandLine line) {
    if (line.hasOption("strict")) {
      return Optional.of(RunRequest.Policy.STRICT);
    }
    return line.hasOption("lenient") ? Optional.of(RunRequest.Policy.LENIENT) : Optional.empty();
  }

  private static Optional<String> rate(CommandLine line) throws OperatorException {
    String text = single(line, "rate");
    if (text != null && !RATE.matcher(text).matches()) {
      throw usage("--rate takes a rate in Hz, such as 48000 or 30000/1001, not '" + text + "'.");
    }
    return Optional.ofNullable(text);
  }

  private static OptionalInt period(CommandLine line) throws OperatorException {
    String text = single(line, "period");
    if (text == null) {
      return OptionalInt.empty();
    }
    int frames = 0;
    try {
      frames = Integer.parseInt(text);
    } catch (NumberFormatException _) {
      // Stays a value that the next check refuses.
    }
    if (frames <= 0) {
      throw usage("--period takes a whole number of frames, not '" + text + "'.");
    }
    return OptionalInt.of(frames);
  }

  private static Optional<Path> report(CommandLine line) throws OperatorException {
    String text = single(line, "report");
    try {
      return Optional.ofNullable(text).map(Path::of).map(Path::toAbsolutePath);
    } catch (InvalidPathException e) {
      throw usage("--report takes the name of a file, not '" + text + "'.");
    }
  }

  private static Map<String, String> settings(CommandLine line) throws OperatorException {
    Map<String, String> settings = new LinkedHashMap<>();
    if (line.hasOption("set")) {
      for (String text : line.getOptionValues("set")) {
        int equals = text.indexOf('=');
        int dot = text.indexOf('.');
        if (dot <= 0 || equals <= dot + 1) {
          throw usage("--set takes NODE.PARAMETER=VALUE, not '" + text + "'.");
        }
        settings.put(text.substring(0, equals), text.substring(equals + 1));
      }
    }
    return settings;
  }

  private static CommandLine parse(String command, Options options, String... arguments)
      throws OperatorException {
    try {
      return DefaultParser.builder().setAllowPartialMatching(false).get().parse(options, arguments);
    } catch (UnrecognizedOptionException e) {
      throw usage(
          "'tactus "
              + command
              + "' has no option '"
              + e.getOption()
              + "'; 'tactus help' lists its options.");
    } catch (MissingArgumentException e) {
      throw usage("--" + e.getOption().getLongOpt() + " needs a value.");
    } catch (AlreadySelectedException e) {
      throw usage("--strict and --lenient exclude each other.");
    } catch (ParseException e) {
      throw new OperatorException(
          ExitStatus.USAGE, "'tactus " + command + "': " + e.getMessage() + ".", e);
    }
  }

  private static String[] operands(String command, CommandLine line, int count, String what)
      throws OperatorException {
    List<String> operands = line.getArgList();
    if (operands.size() < count) {
      throw usage("'tactus " + command + "' needs " + what + ".");
    }
    if (operands.size() > count) {
      throw usage(
          "'tactus "
              + command
              + "' has no use for '"
              + operands.get(count)
              + "'; a notation or command with spaces needs quotes.");
    }
    return operands.toArray(String[]::new);
  }

  private static String single(CommandLine line, String option) throws OperatorException {
    String[] values = line.getOptionValues(option);
    if (values == null) {
      return null;
    }
    if (values.length > 1) {
      throw usage("--" + option + " is given " + values.length + " times; once is enough.");
    }
    return values[0];
  }

  private static Option flag(String name) {
    return Option.builder().longOpt(name).get();
  }

  private static Option valued(String name) {
    return Option.builder().longOpt(name).hasArg().get();
  }

  private static OperatorException usage(String sentence) {
    return new OperatorException(ExitStatus.USAGE, sentence);
  }
}
