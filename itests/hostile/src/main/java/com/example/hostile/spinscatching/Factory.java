// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.spinscatching;

import com.example.hostile.base.Passing;
import com.example.hostile.base.PassingFactory;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Options;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;

/** Never returns from process, whatever is thrown into it. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("spinscatching", "1.0.0", "Never returns from process, whatever is thrown into it");
  }

  @Override
  public Processor create(Options options) {
    return new Node();
  }

  private static final class Node extends Passing {
    @SuppressWarnings("UnusedVariable")
    private int caught;

    @Override
    protected void misbehave(Cycle cycle) {
      while (true) {
        try {
          while (true) {
            Thread.onSpinWait();
          }
        } catch (Throwable _) {
          caught++;
        }
      }
    }
  }
}
