// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tactus.runtime.spi.RunRequest;

class ArgumentsTest {
  @Test
  void runTakesEveryOption() throws OperatorException {
    Invocation.Run run =
        assertInstanceOf(
            Invocation.Run.class,
            Arguments.parse(
                "run",
                "--for",
                "2.5",
                "--strict",
                "sine() -> null()",
                "--rate",
                "30000/1001",
                "--period=32",
                "--clock",
                "timer",
                "--freewheel",
                "--set",
                "g.db=-6",
                "--set",
                "a.name=x=y",
                "--report",
                "/tmp/r.json"));
    assertEquals("sine() -> null()", run.pipeline());
    assertEquals(Optional.of(Duration.ofMillis(2500)), run.duration());
    assertEquals(Optional.of(RunRequest.Policy.STRICT), run.policy());
    assertEquals(Optional.of("30000/1001"), run.rate());
    assertEquals(OptionalInt.of(32), run.period());
    assertEquals(Optional.of("timer"), run.clock());
    assertTrue(run.freewheel());
    assertEquals(List.of("g.db", "a.name"), List.copyOf(run.settings().keySet()));
    assertEquals("x=y", run.settings().get("a.name"));
    assertEquals(Optional.of(Path.of("/tmp/r.json")), run.report());
  }

  @Test
  void runLeavesOpenWhatIsNotSaid() throws OperatorException {
    Invocation.Run run = assertInstanceOf(Invocation.Run.class, Arguments.parse("run", "demo"));
    assertEquals(Optional.empty(), run.duration());
    assertEquals(Optional.empty(), run.policy());
    assertEquals(Optional.empty(), run.rate());
    assertEquals(OptionalInt.empty(), run.period());
    assertEquals(Optional.empty(), run.report());
  }

  @Test
  void execPassesDashesToTheShell() throws OperatorException {
    assertEquals(
        new Invocation.Exec("rt:doctor --json"), Arguments.parse("exec", "rt:doctor", "--json"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fly                            | There is no command 'fly'
          run                            | needs a notation
          run a b                        | no use for 'b'
          run a --fast                   | no option '--fast'
          run a --for                    | --for needs a value
          run a --for 0                  | greater than 0, not '0'
          run a --for NaN                | greater than 0, not 'NaN'
          run a --for x                  | greater than 0, not 'x'
          run a --rate 0                 | such as 48000 or 30000/1001, not '0'
          run a --rate 48k               | not '48k'
          run a --period -1              | not '-1'
          run a --period 1.5             | not '1.5'
          run a --period 1 --period 2    | given 2 times
          run a --strict --lenient       | exclude each other
          run a --set gain=3             | NODE.PARAMETER=VALUE, not 'gain=3'
          run a --set .db=3              | NODE.PARAMETER=VALUE, not '.db=3'
          run a --set g.=3               | NODE.PARAMETER=VALUE, not 'g.=3'
          start --wait                   | no option '--wait'
          stop now                       | no use for 'now'
          exec                           | needs a shell command
          """)
  void wrongUseIsOneSentence(String line, String sentence) {
    OperatorException e =
        assertThrows(OperatorException.class, () -> Arguments.parse(line.split(" ")));
    assertEquals(ExitStatus.USAGE, e.status());
    assertTrue(e.getMessage().contains(sentence), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void aBenchmarkReadsItsOptionsItself() throws OperatorException {
    assertEquals(
        new Invocation.Bench(List.of("swap", "--swaps", "6", "--json")),
        Arguments.parse("bench", "swap", "--swaps", "6", "--json"));
    OperatorException e =
        assertThrows(OperatorException.class, () -> Arguments.parse("bench", "--json"));
    assertEquals(ExitStatus.USAGE, e.status());
    assertTrue(e.getMessage().contains("tactus bench list"), e.getMessage());
  }

  @Test
  void noCommandIsWrongUse() {
    assertEquals(
        ExitStatus.USAGE, assertThrows(OperatorException.class, Arguments::parse).status());
  }
}
