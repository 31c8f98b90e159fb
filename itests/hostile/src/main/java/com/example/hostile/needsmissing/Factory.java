// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.needsmissing;

import com.example.hostile.base.PassingFactory;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.processor.ProcessorFactory;

/** Imports a package that is not there. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("needsmissing", "1.0.0", "Imports a package that is not there");
  }
}
