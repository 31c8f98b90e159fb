// SPDX-License-Identifier: Apache-2.0
package org.tactus.machine.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration {@code org.tactus.machine.latency}. */
@ObjectClassDefinition(
    name = "Tactus CPU sleep",
    description = "How deep idle CPUs may sleep while a pipeline runs.")
@interface CpuLatencyConfiguration {

  @AttributeDefinition(
      name = "Hold",
      description = "Hold /dev/cpu_dma_latency open while a pipeline runs.")
  boolean hold() default true;

  @AttributeDefinition(
      name = "Microseconds",
      description =
          "The longest that a CPU may take to wake up, 0 or more; 0 keeps idle CPUs awake, which"
              + " costs power.",
      min = "0")
  int microseconds() default 0;
}
