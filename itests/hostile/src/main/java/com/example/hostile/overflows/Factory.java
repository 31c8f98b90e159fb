// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.overflows;

import com.example.hostile.base.Passing;
import com.example.hostile.base.PassingFactory;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Options;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;

/** Overflows the stack in process. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("overflows", "1.0.0", "Overflows the stack in process");
  }

  @Override
  public Processor create(Options options) {
    return new Node();
  }

  private static final class Node extends Passing {

    @Override
    protected void misbehave(Cycle cycle) {
      overflow(0);
    }

    private int overflow(int depth) {
      return depth < 0 ? 0 : overflow(depth + 1) + 1;
    }
  }
}
