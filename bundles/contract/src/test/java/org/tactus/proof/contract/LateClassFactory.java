// SPDX-License-Identifier: Apache-2.0
package org.tactus.proof.contract;

import org.tactus.api.node.Cycle;
import org.tactus.api.node.Options;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/** Makes processors whose first cycle loads a class. */
final class LateClassFactory implements ProcessorFactory {

  private final ProcessorType type = ProcessorType.of("late", "1.0.0", "Loads a class late");

  @Override
  public ProcessorType type() {
    return type;
  }

  @Override
  public Processor create(Options options) {
    return new Late();
  }

  private static final class Late extends Copying {
    @Override
    public void process(Cycle cycle) {
      if (Helper.hasWork(cycle)) {
        super.process(cycle);
      }
    }
  }

  private static final class Helper {
    static boolean hasWork(Cycle cycle) {
      return cycle.frames() > 0;
    }
  }
}
