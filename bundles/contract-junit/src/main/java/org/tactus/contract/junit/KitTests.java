// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.junit;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.tactus.contract.Check;
import org.tactus.contract.CheckResult;
import org.tactus.contract.ContractKit;

/** The checks of a kit as tests. */
final class KitTests {

  private KitTests() {}

  /** A container for each level, a test for each check. */
  static Stream<DynamicContainer> of(ContractKit kit) {
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
