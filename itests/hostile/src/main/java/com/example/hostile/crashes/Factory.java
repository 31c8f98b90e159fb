// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.crashes;

import com.example.hostile.base.Passing;
import com.example.hostile.base.PassingFactory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Options;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;

/** Writes to an address that is not mapped. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("crashes", "1.0.0", "Writes to an address that is not mapped");
  }

  @Override
  public Processor create(Options options) {
    return new Node();
  }

  private static final class Node extends Passing {

    @Override
    protected void misbehave(Cycle cycle) {
      MemorySegment.ofAddress(8192).reinterpret(64).set(ValueLayout.JAVA_INT, 0, 1);
    }
  }
}
