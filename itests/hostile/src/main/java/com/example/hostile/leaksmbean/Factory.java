// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.leaksmbean;

import com.example.hostile.base.PassingFactory;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.processor.ProcessorFactory;

/** Leaves a managed bean behind. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("leaksmbean", "1.0.0", "Leaves a managed bean behind");
    try {
      ManagementFactory.getPlatformMBeanServer()
          .registerMBean(
              new Leak(),
              new ObjectName("com.example.hostile:type=Leak,id=" + System.identityHashCode(this)));
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }
}
