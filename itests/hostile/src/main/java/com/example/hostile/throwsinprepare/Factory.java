// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.throwsinprepare;

import com.example.hostile.base.Passing;
import com.example.hostile.base.PassingFactory;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Options;
import org.tactus.api.node.Preparation;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;

/** Throws in prepare. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("throwsinprepare", "1.0.0", "Throws in prepare");
  }

  @Override
  public Processor create(Options options) {
    return new Node();
  }

  private static final class Node extends Passing {

    @Override
    public void prepare(Preparation preparation) {
      throw new IllegalStateException("the vendor's fault");
    }
  }
}
