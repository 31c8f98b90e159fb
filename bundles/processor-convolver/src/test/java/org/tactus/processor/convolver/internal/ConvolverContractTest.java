// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.convolver.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.contract.ContractKit;
import org.tactus.contract.junit.ContractTest;
import org.tactus.testkit.Signals;

class ConvolverContractTest extends ContractTest {

  /** Long enough for a partition of every size. */
  private static final int FRAMES = 10_000;

  @TempDir static Path folder;

  @BeforeAll
  static void writeResponse() throws IOException {
    float[][] decay = Signals.noise(1, 1, FRAMES);
    for (int i = 0; i < FRAMES; i++) {
      decay[0][i] *= (float) (0.1 * Math.exp(-5.0 * i / FRAMES));
    }
    Wave.write(folder.resolve("hall.wav"), 48_000, decay);
  }

  @Override
  protected ProcessorFactory factory() {
    return new ConvolverFactory("1.0.0");
  }

  @Override
  protected void configure(ContractKit kit) {
    kit.options(Map.of("ir", folder.resolve("hall.wav").toString()));
  }
}
