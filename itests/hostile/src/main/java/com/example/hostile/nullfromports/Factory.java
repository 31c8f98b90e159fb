// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.nullfromports;

import com.example.hostile.base.PassingFactory;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;
import org.tactus.api.processor.ProcessorFactory;

/** Returns null from ports. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("nullfromports", "1.0.0", "Returns null from ports");
  }

  @Override
  public List<Port> ports(Options options) {
    return null;
  }
}
