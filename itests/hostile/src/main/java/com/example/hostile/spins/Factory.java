// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.spins;

import com.example.hostile.base.Passing;
import com.example.hostile.base.PassingFactory;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Options;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;

/** Never returns from process. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("spins", "1.0.0", "Never returns from process");
  }

  @Override
  public Processor create(Options options) {
    return new Node();
  }

  private static final class Node extends Passing {

    @Override
    protected void misbehave(Cycle cycle) {
      while (true) {
        Thread.onSpinWait();
      }
    }
  }
}
