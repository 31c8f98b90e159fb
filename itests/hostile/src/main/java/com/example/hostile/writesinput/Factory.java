// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.writesinput;

import com.example.hostile.base.Passing;
import com.example.hostile.base.PassingFactory;
import java.lang.foreign.ValueLayout;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Options;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;

/** Writes into its input. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("writesinput", "1.0.0", "Writes into its input");
  }

  @Override
  public Processor create(Options options) {
    return new Node();
  }

  private static final class Node extends Passing {

    @Override
    protected void misbehave(Cycle cycle) {
      for (int channel = 0; channel < cycle.audioIn(0).channels(); channel++) {
        for (int i = 0; i < cycle.frames(); i++) {
          cycle.audioIn(0).channel(channel).setAtIndex(ValueLayout.JAVA_FLOAT, i, 0.9f);
        }
      }
    }
  }
}
