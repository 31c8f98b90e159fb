// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.leaksthread;

import com.example.hostile.base.PassingFactory;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.processor.ProcessorFactory;

/** Leaves a thread behind that ignores interrupts. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("leaksthread", "1.0.0", "Leaves a thread behind that ignores interrupts");
    Thread poll = new Thread(new Poll(), "hostile-poll");
    poll.setDaemon(true);
    poll.start();
  }
}
