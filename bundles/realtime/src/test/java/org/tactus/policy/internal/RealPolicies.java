// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.osgi.service.log.Logger;
import org.tactus.policy.MemoryPolicy;
import org.tactus.policy.SchedulingPolicy;

/** The core bundle's components with their default configuration, as they would be in Felix. */
public final class RealPolicies {
  private RealPolicies() {}

  public static SchedulingPolicy scheduling(Logger logger) {
    return new SchedulingComponent(logger, defaults(SchedulingConfiguration.class), Map.of());
  }

  public static MemoryPolicy memory(Logger logger) {
    return new MemoryComponent(logger, defaults(MemoryConfiguration.class), Map.of());
  }

  private static <T extends Annotation> T defaults(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, _) -> method.getDefaultValue()));
  }
}
