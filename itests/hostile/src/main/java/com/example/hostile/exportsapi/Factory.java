// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.exportsapi;

import com.example.hostile.base.PassingFactory;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.processor.ProcessorFactory;

/** Exports a package of the API. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("exportsapi", "1.0.0", "Exports a package of the API");
  }
}
