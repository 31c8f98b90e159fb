// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.halts;

import com.example.hostile.base.Passing;
import com.example.hostile.base.PassingFactory;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Options;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;

/** Calls Runtime.halt in process. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("halts", "1.0.0", "Calls Runtime.halt in process");
  }

  @Override
  public Processor create(Options options) {
    return new Node();
  }

  private static final class Node extends Passing {

    @Override
    protected void misbehave(Cycle cycle) {
      Runtime.getRuntime().halt(3);
    }
  }
}
