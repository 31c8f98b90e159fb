// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.junit;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.contract.ContractKit;

/**
 * Shows every check of a processor as a test, in a container for each level. A vendor extends it in
 * its own tests:
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
    return KitTests.of(kit);
  }
}
