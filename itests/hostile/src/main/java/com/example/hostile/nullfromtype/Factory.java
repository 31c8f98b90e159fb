// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.nullfromtype;

import com.example.hostile.base.PassingFactory;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/** Returns null from type. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("nullfromtype", "1.0.0", "Returns null from type");
  }

  @Override
  public ProcessorType type() {
    return null;
  }
}
