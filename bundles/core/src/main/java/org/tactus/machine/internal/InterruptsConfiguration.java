// SPDX-License-Identifier: Apache-2.0
package org.tactus.machine.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration {@code org.tactus.machine.interrupts}. */
@ObjectClassDefinition(
    name = "Tactus interrupts",
    description = "Where the interrupts of devices are served, and how urgently.")
@interface InterruptsConfiguration {

  @AttributeDefinition(
      name = "Devices",
      description =
          "Names as the last column of /proc/interrupts has them, for example snd_hda_intel:card0;"
              + " * stands for any text.",
      required = false)
  String[] devices() default {};

  @AttributeDefinition(
      name = "CPUs",
      description = "In the kernel's list format; empty for the CPUs planned for device I/O.",
      required = false)
  String cpus() default "";

  @AttributeDefinition(
      name = "Priority",
      description =
          "SCHED_FIFO priority of their interrupt threads, 1 to 98; 0 leaves it as it is.",
      min = "0",
      max = "98")
  int priority() default 0;
}
