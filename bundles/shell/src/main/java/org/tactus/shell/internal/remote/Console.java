// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.felix.gogo.jline.Expander;
import org.apache.felix.gogo.jline.Highlighter;
import org.apache.felix.gogo.jline.ParsedLineImpl;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.gogo.runtime.CommandSessionImpl;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Job;
import org.jline.builtins.Completers;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.osgi.framework.BundleContext;
import org.osgi.service.log.Logger;
import org.tactus.shell.internal.completion.CommandLineParser;

/**
 * The interactive shell on one terminal. It has gogo.jline's parser, completion and highlighting;
 * the loop is our own, so that an error is one sentence.
 */
final class Console {
  private final BundleContext context;
  private final CommandProcessor processor;
  private final Logger log;
  private final Terminal terminal;
  private volatile boolean clientGone;

  Console(BundleContext context, CommandProcessor processor, Logger log, Terminal terminal) {
    this.context = context;
    this.processor = processor;
    this.log = log;
    this.terminal = terminal;
  }

  /**
   * Says that nobody reads or types any more; the thread that runs the console is interrupted next.
   */
  void leave() {
    clientGone = true;
  }

  /** Returns when the operator leaves. */
  void run() {
    Path instance = Path.of(context.getProperty("tactus.instance"));
    try (CommandSession session =
        processor.createSession(terminal.input(), terminal.output(), terminal.output())) {
      AtomicBoolean left = new AtomicBoolean();
      Sessions.prepare(session, context, processor, terminal);
      session.put(ExitCommand.LEFT, left);
      session.put(Shell.VAR_COMPLETIONS, new HashMap<String, Object>());
      session.put(LineReader.HISTORY_FILE, instance.resolve("run/console-history"));
      LineReader reader = reader(session);
      session.put(Shell.VAR_READER, reader);
      terminal.handle(Terminal.Signal.INT, _ -> interrupt(session));
      execute(session, profile(instance.resolve("config/gosh_profile")));
      while (!left.get() && !clientGone && step(session, reader)) {
        terminal.flush();
      }
    }
  }

  private String profile(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      complain(file + " cannot be read, so the console goes without it.", e);
      return "";
    }
  }

  /** One line; false at the end of the input. */
  private boolean step(CommandSession session, LineReader reader) {
    try {
      reader.readLine(Shell.getPrompt(session), Shell.getRPrompt(session), (Character) null, null);
    } catch (UserInterruptException _) {
      return true;
    } catch (EndOfFileException _) {
      return false;
    }
    if (reader.getParsedLine() instanceof ParsedLineImpl line) {
      execute(session, line.program());
    }
    return true;
  }

  private void execute(CommandSession session, CharSequence program) {
    try {
      Object result = session.execute(program);
      session.put(Shell.VAR_RESULT, result);
      if (result != null) {
        session.getConsole().println(session.format(result, Converter.INSPECT));
      }
    } catch (Exception e) {
      // A command may throw anything; the operator gets one sentence, the log the trace.
      session.put(Shell.VAR_EXCEPTION, e);
      complain(Sentence.of(e), e);
    }
  }

  private void complain(String sentence, Exception e) {
    log.info("In a console: {}", sentence, e);
    terminal.writer().println(sentence);
    terminal.flush();
  }

  private static void interrupt(CommandSession session) {
    Job job = session.foregroundJob();
    if (job != null) {
      job.interrupt();
    }
  }

  private LineReader reader(CommandSession session) {
    return LineReaderBuilder.builder()
        .terminal(terminal)
        .variables(((CommandSessionImpl) session).getVariables())
        .completer(new Completers.Completer(new Completion(session)))
        .highlighter(new Highlighter(session))
        .parser(new CommandLineParser())
        .expander(new Expander(session))
        .option(LineReader.Option.AUTO_FRESH_LINE, true)
        .build();
  }

  private record Completion(CommandSession session) implements Completers.CompletionEnvironment {
    @Override
    public Map<String, List<Completers.CompletionData>> getCompletions() {
      return Shell.getCompletions(session);
    }

    @Override
    public Set<String> getCommands() {
      return Shell.getCommands(session);
    }

    @Override
    public String resolveCommand(String command) {
      return Shell.resolve(session, command);
    }

    @Override
    public String commandName(String command) {
      return command.substring(command.indexOf(':') + 1);
    }

    @Override
    public Object evaluate(LineReader reader, ParsedLine line, String function) throws Exception {
      session.put(Shell.VAR_COMMAND_LINE, line);
      return session.execute(function);
    }
  }
}
