// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.mixer.internal;

import org.tactus.api.processor.ProcessorFactory;
import org.tactus.contract.junit.ContractTest;

class MixerContractTest extends ContractTest {

  @Override
  protected ProcessorFactory factory() {
    return new MixerFactory("1.0.0");
  }
}
