// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.apache.felix.gogo.jline.Posix;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Descriptor;

/** Gogo itself, without a framework. */
final class GogoSession implements AutoCloseable {
  private final ThreadIOImpl threadIo = new ThreadIOImpl();
  private final CommandProcessorImpl processor = new CommandProcessorImpl(threadIo);
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final CommandSession session;

  GogoSession() {
    threadIo.start();
    processor.addConverter(new ResultConverter());
    Posix posix = new Posix(processor);
    for (String function : new String[] {"grep", "echo", "wc"}) {
      processor.addCommand("gogo", posix, function);
    }
    session = processor.createSession(InputStream.nullInputStream(), output, output);
  }

  GogoSession with(String scope, Commands commands) {
    Stream.of(commands.getClass().getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Descriptor.class))
        .map(Method::getName)
        .distinct()
        .forEach(function -> processor.addCommand(scope, commands, function));
    return this;
  }

  /** What a command returns. */
  Object run(String command) throws Exception {
    return session.execute(command);
  }

  /** What {@code tactus exec} prints. */
  String printed(String command) throws Exception {
    output.reset();
    Object result = run(command);
    String text = output.toString(StandardCharsets.UTF_8);
    return result == null ? text : text + session.format(result, Converter.INSPECT);
  }

  @Override
  public void close() {
    session.close();
    processor.stop();
    threadIo.stop();
  }
}
