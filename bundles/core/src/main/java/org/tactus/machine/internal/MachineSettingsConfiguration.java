// SPDX-License-Identifier: Apache-2.0
package org.tactus.machine.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration {@code org.tactus.machine.settings}; empty text leaves a setting as it is. */
@ObjectClassDefinition(
    name = "Tactus kernel settings",
    description =
        "Switches of the kernel that Tactus sets when it starts and puts back when it stops. Empty"
            + " leaves a setting as it is.")
@interface MachineSettingsConfiguration {

  @AttributeDefinition(
      name = "Frequency governor",
      description = "Of every CPU, for example performance.",
      required = false)
  String governor() default "";

  @AttributeDefinition(
      name = "Transparent huge pages",
      description = "always, madvise or never.",
      required = false)
  String transparent_hugepage() default "";

  @AttributeDefinition(
      name = "Defragmentation for huge pages",
      description = "always, defer, defer+madvise, madvise or never.",
      required = false)
  String transparent_hugepage_defrag() default "";

  @AttributeDefinition(
      name = "Defragmentation by khugepaged",
      description = "0 or 1.",
      required = false)
  String khugepaged_defrag() default "";

  @AttributeDefinition(
      name = "Real-time throttling",
      description =
          "Microseconds of each second that real-time threads may use of a CPU; -1 for all.",
      required = false)
  String rt_runtime_us() default "";

  @AttributeDefinition(
      name = "Real-time budget of the control group",
      description = "The same, of the control group (version 1) that Tactus runs in.",
      required = false)
  String rt_group_runtime_us() default "";

  @AttributeDefinition(
      name = "Swappiness",
      description = "0 to 200; how readily the kernel swaps.",
      required = false)
  String swappiness() default "";

  @AttributeDefinition(
      name = "Compaction of locked pages",
      description = "0 keeps the kernel from moving locked pages, 1 allows it.",
      required = false)
  String compact_unevictable() default "";

  @AttributeDefinition(
      name = "NUMA balancing",
      description = "0 keeps the kernel from moving pages between nodes.",
      required = false)
  String numa_balancing() default "";

  @AttributeDefinition(
      name = "Timer migration",
      description = "0 keeps timers on the CPU that set them.",
      required = false)
  String timer_migration() default "";

  @AttributeDefinition(
      name = "Same-page merging",
      description = "0 stops KSM, 1 runs it.",
      required = false)
  String ksm() default "";

  @AttributeDefinition(
      name = "NMI watchdog",
      description = "0 takes its performance counter interrupts away.",
      required = false)
  String nmi_watchdog() default "";
}
