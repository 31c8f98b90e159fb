// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.gain.internal;

import org.tactus.api.processor.ProcessorFactory;
import org.tactus.contract.junit.ContractTest;

class GainContractTest extends ContractTest {

  @Override
  protected ProcessorFactory factory() {
    return new GainFactory("1.0.0");
  }
}
