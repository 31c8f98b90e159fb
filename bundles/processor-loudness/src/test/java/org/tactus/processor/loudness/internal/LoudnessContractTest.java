// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.loudness.internal;

import org.tactus.api.processor.ProcessorFactory;
import org.tactus.contract.junit.ContractTest;

class LoudnessContractTest extends ContractTest {

  @Override
  protected ProcessorFactory factory() {
    return new LoudnessFactory("1.0.0");
  }
}
