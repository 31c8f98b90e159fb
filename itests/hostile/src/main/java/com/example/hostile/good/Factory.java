// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.good;

import com.example.hostile.base.PassingFactory;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.processor.ProcessorFactory;

/** Passes its input on. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("good", "1.0.0", "Passes its input on");
  }
}
