// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal;

import java.util.Map;
import org.tactus.api.processor.ProcessorFactory;

/** Makes a factory known to this process. */
@FunctionalInterface
interface Registrar {

  /** A factory that is known. */
  interface Registration {
    /** The service's id. */
    long serviceId();

    /** Withdraws it. */
    void unregister();
  }

  /** Registers a factory as a service. */
  Registration register(ProcessorFactory factory, Map<String, Object> properties);
}
