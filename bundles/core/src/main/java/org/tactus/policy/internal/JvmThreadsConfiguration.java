// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Roles of the threads that the JVM and libraries made. */
@ObjectClassDefinition(
    name = "Tactus JVM threads",
    description =
        "Schedules the JVM's own threads so that no foreign load keeps a safepoint, and with it"
            + " the cycle, waiting.")
@interface JvmThreadsConfiguration {
  @AttributeDefinition(
      name = "Enabled",
      description = "Off leaves every thread of the JVM as it is and puts back what was changed")
  boolean enabled() default true;

  @AttributeDefinition(
      name = "Ordinary priority",
      description =
          "SCHED_RR priority of Java, compiler and collector threads, 1 to 49. They inherit it to"
              + " programs that they start")
  int ordinary_priority() default 1;

  @AttributeDefinition(
      name = "VM thread priority",
      description =
          "SCHED_FIFO priority of the VM thread, which a safepoint waits for, 1 to 98; above the"
              + " cycle and below the watchdog")
  int vm_priority() default 90;

  @AttributeDefinition(
      name = "Scan interval",
      description = "Milliseconds between two looks for threads born meanwhile, 10 to 60000")
  int scan_interval_ms() default 250;

  @AttributeDefinition(
      name = "Excluded",
      description =
          "Names of threads to leave alone, as the kernel shows them; a trailing * stands for any"
              + " rest",
      required = false)
  String[] exclude() default {};
}
