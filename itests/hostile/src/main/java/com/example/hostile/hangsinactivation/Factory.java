// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.hangsinactivation;

import com.example.hostile.base.PassingFactory;
import java.util.concurrent.locks.LockSupport;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.processor.ProcessorFactory;

/** Never returns from its activation. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("hangsinactivation", "1.0.0", "Never returns from its activation");
    while (true) {
      LockSupport.park(this);
    }
  }
}
