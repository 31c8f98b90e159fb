// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.infinite;

import com.example.hostile.base.Passing;
import com.example.hostile.base.PassingFactory;
import java.lang.foreign.ValueLayout;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Options;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;

/** Writes infinity. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("infinite", "1.0.0", "Writes infinity");
  }

  @Override
  public Processor create(Options options) {
    return new Node();
  }

  private static final class Node extends Passing {

    @Override
    protected void misbehave(Cycle cycle) {
      for (int channel = 0; channel < cycle.audioOut(0).channels(); channel++) {
        for (int i = 0; i < cycle.frames(); i++) {
          cycle
              .audioOut(0)
              .channel(channel)
              .setAtIndex(ValueLayout.JAVA_FLOAT, i, Float.POSITIVE_INFINITY);
        }
      }
    }
  }
}
