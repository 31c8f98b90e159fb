// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.completion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.jline.builtins.Completers.CompletionData;
import org.jline.reader.Candidate;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser.ParseContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Options;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;
import org.tactus.engine.PipelineSpecification;
import org.tactus.notation.Graph;
import org.tactus.shell.internal.command.FakePipelines;

/** From what is typed to what is offered, with Gogo's own parser between. */
class CompletionTest {
  private final CompletionCommands completion = new CompletionCommands();

  @BeforeEach
  void setUp() throws RefusedException {
    PipelineSpecification fresh =
        PipelineSpecification.of("fresh", Graph.parse("null() -> tone: biquad() -> null()"));
    completion.pipelines =
        new FakePipelines(FakePipelines.running("demo"), FakePipelines.stopped(fresh));
    completion.factories = List.of(new Biquad(), new Gain());
  }

  private static class Biquad implements ProcessorFactory {
    @Override
    public ProcessorType type() {
      return ProcessorType.of("biquad", "1.0.0", "Filters")
          .withParameters(
              Parameter.choice("kind", "Kind", List.of("peak", "notch"), "peak"),
              Parameter.number("q", "Quality", "", 0, 10, 1),
              Parameter.number("x", "Hidden", "", 0, 1, 0).withFlags(Parameter.Flag.EXPERT));
    }

    @Override
    public Processor create(Options options) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Gain extends Biquad {
    @Override
    public ProcessorType type() {
      return ProcessorType.of("gain", "1.0.0", "Gain");
    }
  }

  /** The words offered at the end of a line. */
  private List<String> offered(String typed) {
    ParsedLine line = new CommandLineParser().parse(typed, typed.length(), ParseContext.COMPLETE);
    return completion.candidates(line.words().getFirst(), line).stream()
        .map(Candidate::value)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pipeline:show ",
        "pipeline:start f",
        "pipeline:stop ",
        "pipeline:remove ",
        "pipeline:stats ",
        "pipeline:edit ",
        "pipeline:set ",
        "rt:latency ",
        "pipeline:show --expert "
      })
  void pipelinesByName(String typed) {
    assertEquals(List.of("demo", "fresh"), offered(typed));
  }

  @Test
  void nothingAfterTheLastArgument() {
    assertEquals(List.of(), offered("pipeline:show demo "));
    assertEquals(List.of(), offered("pipeline:list "));
  }

  @Test
  void parametersOfNodes() {
    assertEquals(List.of("eq.kind", "eq.db"), offered("pipeline:set demo "));
    assertEquals(List.of("peak", "notch"), offered("pipeline:set demo eq.kind "));
    assertEquals(List.of("eq.kind=peak", "eq.kind=notch"), offered("pipeline:set demo eq.kind="));
    assertEquals(List.of("-6"), offered("pipeline:set demo eq.db "));
  }

  @Test
  void nodesAndRungs() {
    assertEquals(List.of("demo", "fresh"), offered("pipeline:contain "));
    assertTrue(offered("pipeline:contain demo ").contains("eq"));
    assertEquals(
        List.of("none", "warn", "bypass", "quarantine", "deferred", "isolated"),
        offered("pipeline:contain demo eq "));
  }

  @Test
  void parametersOfAPipelineThatNeverRan() {
    assertEquals(List.of("tone.kind", "tone.q"), offered("pipeline:set fresh "));
  }

  @Test
  void types() {
    assertEquals(List.of("biquad", "gain"), offered("processor:list "));
    assertEquals(List.of(), offered("pipeline:create --rate "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "pipeline:create x 'g | biquad(;gain(",
        "pipeline:create x --period 64 'g | biquad(;gain(",
        "pipeline:create x 'file(\"a -> b\") -> g | file(\"a -> b\") -> biquad(;file(\"a -> b\") ->"
            + " gain(",
        "pipeline:create x 'eq: b | eq: biquad(;eq: gain(",
        "pipeline:create x 'biquad(k | biquad(kind=;biquad(q=",
        "pipeline:create x 'biquad(kind=peak, | biquad(kind=peak,kind=;biquad(kind=peak,q=",
        "pipeline:create x 'biquad(kind=n | biquad(kind=peak;biquad(kind=notch",
        "pipeline:create x 'a: gain() -> a | a: gain() -> biquad(;a: gain() -> gain(;a: gain() ->"
            + " a",
      })
  void notation(String typed, String words) {
    assertEquals(List.of(words.split(";")), offered(typed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pipeline:create x 'file(\"g",
        "pipeline:create x 'biquad(\",k",
        "pipeline:create x 'gain() g",
        "pipeline:create x 'biquad(q=1",
        "pipeline:create x 'nothing(k"
      })
  void nothingWhereNothingIsKnown(String typed) {
    assertEquals(List.of(), offered(typed));
  }

  @Test
  void editBeginsWithWhatIsThere() {
    assertEquals(
        List.of("file(\"a.wav\") -> eq: biquad(kind=peak); eq -> null()"),
        offered("pipeline:edit demo "));
  }

  @Test
  void everyCommandSaysWhatItDoesAndTakes() {
    Map<String, List<CompletionData>> completions = CompletionCommands.completions();
    assertEquals(
        List.of(
            "--clock", "--freewheel", "--lenient", "--period", "--rate", "--strict", "--workers"),
        completions.get("pipeline:create").stream()
            .filter(data -> data.options != null)
            .flatMap(data -> data.options.stream())
            .sorted()
            .toList());
    completions.forEach((command, data) -> {
      assertTrue(data.stream().anyMatch(d -> d.description != null && d.options == null), command);
      assertEquals("console:__candidates", data.getLast().argument, command);
    });
    assertTrue(completions.keySet().containsAll(List.of("rt:doctor", "ring:stats", "device:list")));
  }
}
