// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.throwsincreate;

import com.example.hostile.base.PassingFactory;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Options;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;

/** Throws in create. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("throwsincreate", "1.0.0", "Throws in create");
  }

  @Override
  public Processor create(Options options) {
    throw new IllegalStateException("the vendor's fault");
  }
}
