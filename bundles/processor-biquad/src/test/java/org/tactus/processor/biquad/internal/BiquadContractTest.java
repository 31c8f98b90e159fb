// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.biquad.internal;

import org.tactus.api.processor.ProcessorFactory;
import org.tactus.contract.junit.ContractTest;

class BiquadContractTest extends ContractTest {

  @Override
  protected ProcessorFactory factory() {
    return new BiquadFactory("1.0.0");
  }
}
