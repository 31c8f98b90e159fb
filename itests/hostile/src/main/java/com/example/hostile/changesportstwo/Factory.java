// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.changesportstwo;

import com.example.hostile.base.PassingFactory;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;
import org.tactus.api.processor.ProcessorFactory;

/** Has two inputs where it had one. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("changesports", "2.0.0", "Has two inputs where it had one");
  }

  @Override
  public List<Port> ports(Options options) {
    return List.of(Port.audioInput("left"), Port.audioInput("right"), Port.audioOutput("out"));
  }
}
