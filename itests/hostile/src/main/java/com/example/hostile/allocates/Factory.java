// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.allocates;

import com.example.hostile.base.Passing;
import com.example.hostile.base.PassingFactory;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Options;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;

/** Allocates in process. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("allocates", "1.0.0", "Allocates in process");
  }

  @Override
  public Processor create(Options options) {
    return new Node();
  }

  private static final class Node extends Passing {
    @SuppressWarnings("UnusedVariable")
    private volatile byte[] waste;

    @Override
    protected void misbehave(Cycle cycle) {
      waste = new byte[4096];
    }
  }
}
