// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.leakshook;

import com.example.hostile.base.PassingFactory;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.processor.ProcessorFactory;

/** Leaves a shutdown hook behind. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("leakshook", "1.0.0", "Leaves a shutdown hook behind");
    Runtime.getRuntime().addShutdownHook(new Thread(Factory::nothing, "hostile-hook"));
  }

  private static void nothing() {
    // Its being there is what it does.
  }
}
