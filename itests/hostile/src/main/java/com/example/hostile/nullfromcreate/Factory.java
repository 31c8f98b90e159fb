// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.nullfromcreate;

import com.example.hostile.base.PassingFactory;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Options;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;

/** Returns null from create. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("nullfromcreate", "1.0.0", "Returns null from create");
  }

  @Override
  public Processor create(Options options) {
    return null;
  }
}
