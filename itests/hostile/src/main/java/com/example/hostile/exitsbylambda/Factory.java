// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.exitsbylambda;

import com.example.hostile.base.Passing;
import com.example.hostile.base.PassingFactory;
import java.util.function.IntConsumer;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Options;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;

/** Calls System.exit by a method reference. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("exitsbylambda", "1.0.0", "Calls System.exit by a method reference");
  }

  @Override
  public Processor create(Options options) {
    return new Node();
  }

  private static final class Node extends Passing {
    private static final IntConsumer EXIT = System::exit;

    @Override
    protected void misbehave(Cycle cycle) {
      EXIT.accept(3);
    }
  }
}
