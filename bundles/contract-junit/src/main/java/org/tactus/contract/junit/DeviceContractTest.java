// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.junit;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.tactus.api.device.DeviceProvider;
import org.tactus.contract.ContractKit;

/**
 * Shows every check of a device as a test, in a container for each level. A vendor extends it in
 * its own tests and gives options under which the device opens:
 *
 * <pre>{@code
 * class CardContractTest extends DeviceContractTest {
 *   @Override
 *   protected DeviceProvider provider() {
 *     return new CardProvider();
 *   }
 *
 *   @Override
 *   protected void configure(ContractKit kit) {
 *     kit.options(Map.of("device", "simulated"));
 *   }
 * }
 * }</pre>
 */
public abstract class DeviceContractTest {

  /** The provider that is tested; called once for every test class. */
  protected abstract DeviceProvider provider();

  /**
   * Sets the kit up: level, options, seed, rate. Does nothing unless overridden. The system
   * properties {@code tactus.contract.level} and {@code tactus.contract.seed} come after it.
   */
  protected void configure(ContractKit kit) {}

  /** A container for each level, a test for each check. */
  @TestFactory
  protected Stream<DynamicContainer> contract() {
    ContractKit kit = ContractKit.of(provider());
    configure(kit);
    return KitTests.of(kit);
  }
}
