// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.node.Preparation;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

class ContractCommandsTest {
  private final ContractCommands contract = new ContractCommands();
  private final GogoSession gogo = new GogoSession().with("contract", contract);
  private final List<String> seen = new ArrayList<>();

  @BeforeEach
  void setUp() throws Exception {
    contract.pipelines = new FakePipelines(FakePipelines.running("studio"));
    contract.factories = List.of(service(1, "1.0.0", false), service(2, "2.0.0", true));
  }

  @AfterEach
  void tearDown() {
    gogo.close();
  }

  private Map.Entry<Map<String, Object>, ProcessorFactory> service(
      long id, String version, boolean writesNothing) {
    return Map.entry(Map.of("service.id", id), new Factory(version, writesNothing));
  }

  private final class Factory implements ProcessorFactory {
    private final ProcessorType type;
    private final boolean writesNothing;

    Factory(String version, boolean writesNothing) {
      this.writesNothing = writesNothing;
      type =
          ProcessorType.of("biquad", version, "Passes or does nothing")
              .withOptions(Option.text("mode", "How").orElse("plain"))
              .withParameters(
                  Parameter.choice("kind", "Kind", List.of("lowpass", "peak"), "lowpass"));
    }

    @Override
    public ProcessorType type() {
      return type;
    }

    @Override
    public Processor create(Options options) {
      seen.add(type.version() + " " + options);
      return new Processor() {
        @Override
        public void prepare(Preparation preparation) {
          seen.add(preparation.rate() + " " + preparation.initialValue(0));
        }

        @Override
        public void process(Cycle cycle) {
          if (!writesNothing) {
            cycle.audioOut(0).copyFrom(cycle.audioIn(0));
          }
        }
      };
    }
  }

  private String refused(String command) {
    return assertThrows(Refusal.class, () -> gogo.run(command)).getMessage();
  }

  @Test
  void theNewestOfATypeIsTestedAndWhatFailedIsNamed() throws Exception {
    assertTrue(
        refused("contract:run --level 1 biquad").contains("'biquad' failed life.cycle")
            || refused("contract:run --level 1 biquad").contains("output.complete"));
    assertTrue(seen.getFirst().startsWith("2.0.0"), seen.toString());
  }

  @Test
  void aNodeIsTestedWithItsArgumentsAndItsPipelinesRate() throws Exception {
    contract.factories = List.of(service(1, "1.0.0", false));
    String printed = gogo.printed("contract:run --level 1 studio.eq");
    assertTrue(printed.startsWith("CHECK"), printed);
    assertTrue(printed.contains("'biquad' passed level 1: "), printed);
    assertEquals("1.0.0 {mode=plain}", seen.getFirst());
    assertEquals("48000 1.0", seen.get(1));
    assertTrue(gogo.printed("contract:run --level 1 eq").contains("passed level 1"));
  }

  @Test
  void argumentsMayBeWritten() throws Exception {
    contract.factories = List.of(service(1, "1.0.0", false));
    gogo.run("contract:run --level 1 --seed 5 'biquad(\"wide\", kind=peak)'");
    assertEquals("1.0.0 {mode=wide}", seen.getFirst());
  }

  @Test
  void whatCannotBeIsRefused() {
    assertEquals(
        "There is no node that is a processor and no processor type 'echo': take one of biquad, or"
            + " start the bundle that has it.",
        refused("contract:run echo"));
    assertTrue(refused("contract:run 'biquad(q=1)'").startsWith("biquad has no 'q'"));
    assertEquals(
        "--level does not take '9': give a whole number from 1 to 4.",
        refused("contract:run --level 9 biquad"));
    assertTrue(refused("contract:run 'biquad('").startsWith("'biquad(' is no node"));
    assertTrue(refused("contract:run").startsWith("contract:run lacks its arguments"));
  }

  @Test
  void aNodeOfSeveralPipelinesMustBeNamedInFull() throws Exception {
    contract.pipelines = new FakePipelines(FakePipelines.running("a"), FakePipelines.running("b"));
    assertEquals(
        "'eq' is a node of several pipelines: take one of a.eq, b.eq.", refused("contract:run eq"));
  }

  @Test
  void checksAreListedWithTheirLevels() throws Exception {
    String printed = gogo.printed("contract:list");
    assertTrue(printed.contains("state.round-trip"), printed);
    assertTrue(printed.lines().count() > 30, printed);
  }
}
