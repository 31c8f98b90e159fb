// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.mixer.internal;

import java.util.Map;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.contract.ContractKit;
import org.tactus.contract.junit.ContractTest;

class MatrixContractTest extends ContractTest {

  @Override
  protected ProcessorFactory factory() {
    return new MatrixFactory("1.0.0");
  }

  @Override
  protected void configure(ContractKit kit) {
    kit.options(Map.of("rows", "0.5,-0.25;1,0;0,2"));
  }
}
