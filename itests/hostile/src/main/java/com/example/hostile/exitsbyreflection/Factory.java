// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.exitsbyreflection;

import com.example.hostile.base.Passing;
import com.example.hostile.base.PassingFactory;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Options;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;

/** Calls System.exit by reflection. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("exitsbyreflection", "1.0.0", "Calls System.exit by reflection");
  }

  @Override
  public Processor create(Options options) {
    return new Node();
  }

  private static final class Node extends Passing {

    @Override
    protected void misbehave(Cycle cycle) {
      try {
        System.class.getMethod("exit", int.class).invoke(null, 3);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
