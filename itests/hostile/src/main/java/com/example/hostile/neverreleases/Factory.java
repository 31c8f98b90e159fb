// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.neverreleases;

import com.example.hostile.base.Passing;
import com.example.hostile.base.PassingFactory;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Options;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;

/** Never returns from release. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("neverreleases", "1.0.0", "Never returns from release");
  }

  @Override
  public Processor create(Options options) {
    return new Node();
  }

  private static final class Node extends Passing {

    @Override
    public void release() {
      while (true) {
        Thread.onSpinWait();
      }
    }
  }
}
