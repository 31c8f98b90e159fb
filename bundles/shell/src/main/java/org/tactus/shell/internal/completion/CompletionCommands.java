// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.completion;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.jline.builtins.Completers.CompletionData;
import org.jline.reader.Candidate;
import org.jline.reader.ParsedLine;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.deploy.Deployer;
import org.tactus.engine.Pipelines;
import org.tactus.shell.internal.command.CommandClasses;

/** Teaches an interactive session to complete the arguments of our commands. */
@Component(service = CompletionCommands.class)
@GogoCommand(
    scope = "console",
    function = {"__completions", "__candidates"})
public final class CompletionCommands {
  private static final String CANDIDATES = "console:__candidates";

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile Pipelines pipelines;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile Deployer deployer;

  @Reference(policyOption = ReferencePolicyOption.GREEDY)
  volatile List<DeviceProvider> providers = List.of();

  @Reference(policyOption = ReferencePolicyOption.GREEDY)
  volatile List<ProcessorFactory> factories = List.of();

  /** Called once by the profile of an interactive session. */
  @Descriptor("completes the arguments of the commands in this session")
  public void __completions(CommandSession session) {
    Shell.getCompletions(session).putAll(completions());
  }

  /** Called for every word to complete. */
  @Descriptor("what the word under the cursor may become")
  public List<Candidate> __candidates(CommandSession session) {
    ParsedLine line = Shell.getParsedLine(session);
    return candidates(Shell.resolve(session, line.words().getFirst()), line);
  }

  /** By command: its description, its options, and who knows its arguments. */
  static Map<String, List<CompletionData>> completions() {
    Map<String, List<CompletionData>> completions = new TreeMap<>();
    CommandClasses.BY_SCOPE.forEach((scope, classes) ->
        classes.forEach(commands ->
            Stream.of(commands.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Descriptor.class))
                // The description that counts is the last: that of the fullest form.
                .sorted(Comparator.comparingInt(Method::getParameterCount))
                .forEach(method -> add(completions, scope, method))));
    completions
        .values()
        .forEach(data -> data.add(new CompletionData(null, null, CANDIDATES, null)));
    return completions;
  }

  private static void add(
      Map<String, List<CompletionData>> completions, String scope, Method method) {
    String description = method.getAnnotation(Descriptor.class).value();
    List<CompletionData> data =
        completions.computeIfAbsent(scope + ":" + method.getName(), _ -> new ArrayList<>());
    data.add(new CompletionData(null, description, null, null));
    for (Annotation[] annotations : method.getParameterAnnotations()) {
      Parameter option = find(annotations, Parameter.class);
      Descriptor meaning = find(annotations, Descriptor.class);
      if (option != null && meaning != null) {
        data.add(new CompletionData(List.of(option.names()), meaning.value(), null, null));
      }
    }
  }

  private static <T extends Annotation> T find(Annotation[] annotations, Class<T> type) {
    for (Annotation annotation : annotations) {
      if (type.isInstance(annotation)) {
        return type.cast(annotation);
      }
    }
    return null;
  }

  List<Candidate> candidates(String command, ParsedLine line) {
    Pipelines engine = pipelines;
    Deployer deployment = deployer;
    return new ArgumentCompletion(
            engine == null ? List.of() : engine.list(),
            Vocabulary.of(providers, factories),
            deployment == null ? List.of() : deployment.list())
            .suggest(
                command,
                line.words().subList(1, line.wordIndex()),
                line.word().substring(0, line.wordCursor()))
            .stream()
            .map(CompletionCommands::candidate)
            .toList();
  }

  private static Candidate candidate(Suggestion suggestion) {
    return new Candidate(
        suggestion.word(),
        suggestion.shown(),
        null,
        suggestion.description().isEmpty() ? null : suggestion.description(),
        null,
        null,
        suggestion.complete());
  }
}
