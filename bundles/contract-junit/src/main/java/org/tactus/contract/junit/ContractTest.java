// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.junit;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.contract.Check;
import org.tactus.contract.CheckResult;
import org.tactus.contract.ContractKit;

/**
 * Shows every check of the contract kit as a test, in a container for each level. A vendor extends
 * it in its own tests:
 *
 * <pre>{@code
 * class GainContractTest extends ContractTest {
 *   @Override
 *   protected ProcessorFactory factory() {
 *     return new GainFactory();
 *   }
 * }
 * }</pre>
 */
public abstract class ContractTest {

  /** The factory that is tested; called once for every test class. */
  protected abstract ProcessorFactory factory();

  /**
   * Sets the kit up: level, options, seed, rate. Does nothing unless overridden. The system
   * properties {@code tactus.contract.level} and {@code tactus.contract.seed} come after it.
   */
  protected void configure(ContractKit kit) {}

  /** A container for each level, a test for each check. */
  @TestFactory
  protected Stream<DynamicContainer> contract() {
    ContractKit kit = ContractKit.of(factory());
    configure(kit);
    Integer level = Integer.getInteger("tactus.contract.level");
    if (level != null) {
      kit.level(level);
    }
    Long seed = Long.getLong("tactus.contract.seed");
    if (seed != null) {
      kit.seed(seed);
    }
    List<Check> checks = kit.checks();
    return checks.stream()
        .mapToInt(Check::level)
        .distinct()
        .mapToObj(number ->
            DynamicContainer.dynamicContainer(
                "level " + number,
                checks.stream()
                    .filter(check -> check.level() == number)
                    .map(check -> test(kit, check))));
  }

  private static DynamicTest test(ContractKit kit, Check check) {
    return DynamicTest.dynamicTest(
        check.id(),
        () -> {
          CheckResult result = kit.run(check);
          switch (result.verdict()) {
            case FAILED -> Assertions.fail(check.rule() + " " + result);
            case SKIPPED -> Assumptions.abort(result.sentence());
            case PASSED -> {}
          }
        });
  }
}
