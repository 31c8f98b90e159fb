// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.api.Direction;
import org.tactus.api.device.DeviceProvider;
import org.tactus.contract.ContractKit;
import org.tactus.contract.junit.DeviceContractTest;

class FileSinkContractTest extends DeviceContractTest {

  @TempDir static Path folder;

  @Override
  protected DeviceProvider provider() {
    return new FileProvider();
  }

  @Override
  protected void configure(ContractKit kit) {
    kit.direction(Direction.INPUT);
    kit.options(Map.of("path", folder.resolve("taken.wav").toString()));
  }
}
