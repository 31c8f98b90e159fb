// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.delay.internal;

import org.tactus.api.processor.ProcessorFactory;
import org.tactus.contract.junit.ContractTest;

class DelayContractTest extends ContractTest {

  @Override
  protected ProcessorFactory factory() {
    return new DelayFactory("1.0.0");
  }
}
