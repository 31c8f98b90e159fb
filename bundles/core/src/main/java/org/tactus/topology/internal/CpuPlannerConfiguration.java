// SPDX-License-Identifier: Apache-2.0
package org.tactus.topology.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration {@code org.tactus.topology}. */
@ObjectClassDefinition(
    name = "Tactus CPUs",
    description =
        "Which CPUs the threads of pipelines get. Lists are in the kernel's format, for example"
            + " 2-3,8; an empty list leaves the choice to Tactus.")
@interface CpuPlannerConfiguration {

  @AttributeDefinition(
      name = "Cycle CPUs",
      description = "CPUs for cycle threads, at most one of each core.",
      required = false)
  String cycle_cpus() default "";

  @AttributeDefinition(
      name = "Worker CPUs",
      description = "CPUs for the workers of parallel branches, or 'none' for no workers.",
      required = false)
  String worker_cpus() default "";

  @AttributeDefinition(
      name = "Device CPUs",
      description = "CPUs for device I/O threads.",
      required = false)
  String device_cpus() default "";

  @AttributeDefinition(
      name = "Housekeeping CPUs",
      description = "CPUs for the JVM's own threads and everything that is not real-time.",
      required = false)
  String housekeeping_cpus() default "";

  @AttributeDefinition(
      name = "Duty limit",
      description =
          "The highest share of a CPU's time that cycles and workers may reserve, above 0 and at"
              + " most 0.95; the rest lets the JVM and the kernel breathe.")
  double duty_limit() default 0.75;
}
