// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.CollectionType;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.contract.Check;
import org.tactus.contract.ContractKit;
import org.tactus.contract.ContractReport;
import org.tactus.engine.Pipelines;
import org.tactus.policy.Role;
import org.tactus.realtime.RealtimeThreads;
import org.tactus.realtime.ThreadRequest;
import org.tactus.shell.internal.text.Listing;

/** {@code contract:...} */
@Component(service = ContractCommands.class)
@GogoCommand(
    scope = ContractCommands.SCOPE,
    function = {"run", "list"})
public final class ContractCommands extends Commands {
  static final String SCOPE = "contract";

  private static final String NOT_GIVEN = "";
  private static final String LINKED_BY_THE_HOST =
      "the host loads every class of a bundle before its first cycle";

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile Pipelines pipelines;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile RealtimeThreads threads;

  @Reference(
      service = ProcessorFactory.class,
      collectionType = CollectionType.TUPLE,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile List<Map.Entry<Map<String, Object>, ProcessorFactory>> factories = List.of();

  /** Called by Declarative Services. */
  public ContractCommands() {
    super(
        SCOPE,
        Map.of("list", "", "run", "[--level N] [--seed S] [--seconds T] PIPELINE.NODE|NODE|TYPE"));
  }

  /** Every check. */
  @Descriptor("lists the checks of the contract kit with their levels")
  public List<Check> list() {
    return new Listing<>(Check.class, ContractKit.processorChecks());
  }

  /** Runs the kit. */
  @Descriptor("tests fresh instances of a node's code beside the pipelines, level by level")
  public String run(
      CommandSession session,
      @Descriptor("N: up to which level, 1 to 4; 4 unless given")
          @Parameter(names = "--level", absentValue = NOT_GIVEN)
          String level,
      @Descriptor("S: determines everything left to chance; 1 unless given")
          @Parameter(names = "--seed", absentValue = NOT_GIVEN)
          String seed,
      @Descriptor("T: how many seconds to fuzz at least")
          @Parameter(names = "--seconds", absentValue = NOT_GIVEN)
          String seconds,
      @Descriptor("TARGET: as in studio.eq, eq, biquad, or 'convolver(ir=\"/hall.wav\")'")
          String typed)
      throws Refusal, InterruptedException {
    ContractKit kit =
        new ContractTarget(pipelines, factories).kit(word(typed)).threads(this::controlThread);
    kit.except("classes.linked", LINKED_BY_THE_HOST);
    if (!level.isEmpty()) {
      long number = whole("--level", level, 1, ContractKit.HIGHEST_LEVEL);
      kit.level((int) number);
    }
    if (!seed.isEmpty()) {
      kit.seed(whole("--seed", seed, Long.MIN_VALUE, Long.MAX_VALUE));
    }
    if (!seconds.isEmpty()) {
      kit.fuzzFor(Duration.ofSeconds(whole("--seconds", seconds, 1, 86_400)));
    }
    ContractReport report = kit.run();
    session.getConsole().println(ContractView.found(report.results()));
    if (!report.passed()) {
      throw new Refusal(report.summary());
    }
    return report.summary();
  }

  private static long whole(String option, String text, long minimum, long maximum) throws Refusal {
    try {
      long number = Long.parseLong(text);
      if (number >= minimum && number <= maximum) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Falls through to the refusal, which names the range.
    }
    throw new Refusal(
        option
            + " does not take '"
            + text
            + "': give a whole number"
            + (minimum == Long.MIN_VALUE ? "." : " from " + minimum + " to " + maximum + "."));
  }

  private Thread controlThread(Runnable check) {
    RealtimeThreads roles = threads;
    Thread thread =
        new Thread(
            () -> {
              if (roles != null) {
                roles.adopt(ThreadRequest.of("tactus-contract", Role.CONTROL));
              }
              check.run();
            },
            "tactus-contract");
    thread.setDaemon(true);
    return thread;
  }
}
