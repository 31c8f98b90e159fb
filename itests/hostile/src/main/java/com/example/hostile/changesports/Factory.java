// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.changesports;

import com.example.hostile.base.PassingFactory;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.processor.ProcessorFactory;

/** Has one input. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("changesports", "1.0.0", "Has one input");
  }
}
