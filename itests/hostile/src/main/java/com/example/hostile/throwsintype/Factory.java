// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.throwsintype;

import com.example.hostile.base.PassingFactory;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/** Throws in type. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("throwsintype", "1.0.0", "Throws in type");
  }

  @Override
  public ProcessorType type() {
    throw new IllegalStateException("the vendor's fault");
  }
}
