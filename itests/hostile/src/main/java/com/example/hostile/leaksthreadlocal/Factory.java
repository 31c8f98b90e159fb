// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.leaksthreadlocal;

import com.example.hostile.base.Passing;
import com.example.hostile.base.PassingFactory;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Options;
import org.tactus.api.node.Preparation;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;

/** Leaves a thread local on a thread that is not its own. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("leaksthreadlocal", "1.0.0", "Leaves a thread local on a thread that is not its own");
  }

  @Override
  public Processor create(Options options) {
    return new Node();
  }

  private static final class Node extends Passing {

    private static final ThreadLocal<Object> LOCAL = new ThreadLocal<>();

    @Override
    public void prepare(Preparation preparation) {
      LOCAL.set(this);
    }
  }
}
