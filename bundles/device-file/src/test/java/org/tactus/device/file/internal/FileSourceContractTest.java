// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.api.Direction;
import org.tactus.api.RefusedException;
import org.tactus.api.device.DeviceProvider;
import org.tactus.contract.ContractKit;
import org.tactus.contract.junit.DeviceContractTest;
import org.tactus.testkit.Signals;

class FileSourceContractTest extends DeviceContractTest {

  @TempDir static Path folder;

  @BeforeAll
  static void writeFile() throws RefusedException {
    Recording.write(folder.resolve("a.wav"), 48_000, 8192, Signals.noise(1, 2, 100_001));
  }

  @Override
  protected DeviceProvider provider() {
    return new FileProvider();
  }

  @Override
  protected void configure(ContractKit kit) {
    kit.direction(Direction.OUTPUT);
    kit.options(Map.of("path", folder.resolve("a.wav").toString()));
  }
}
