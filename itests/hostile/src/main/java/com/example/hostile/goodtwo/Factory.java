// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.goodtwo;

import com.example.hostile.base.PassingFactory;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.processor.ProcessorFactory;

/** Passes its input on, as a newer version. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("good", "2.0.0", "Passes its input on, as a newer version");
  }
}
