// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.tactus.linux.Scheduler;

/**
 * Scheduler, priority and CPUs of each role.
 *
 * <p>The defaults: 99 stays the kernel's own (migration, stop machine). Only threads whose work is
 * bounded and admitted, and the VM thread that a safepoint waits for, stand above 50, where the
 * kernel's interrupt threads are: a cycle so is never late behind another device's interrupts, and
 * by admission leaves them a quarter of its CPU. What is not bounded stands below them, so that a
 * flood of events cannot hold off the interrupts that bring sound.
 */
@ObjectClassDefinition(
    name = "Tactus thread roles",
    description =
        "Maps what a thread is for to a scheduler, a priority and CPUs. Running threads get a"
            + " change at once.")
@interface SchedulingConfiguration {
  @AttributeDefinition(
      name = "Watchdog scheduler",
      description = "Scheduler of the thread that notices a cycle that does not end")
  Scheduler watchdog_scheduler() default Scheduler.FIFO;

  @AttributeDefinition(
      name = "Watchdog priority",
      description = "1 to 98 for FIFO and RR; must be above the cycle and the VM thread")
  int watchdog_priority() default 95;

  @AttributeDefinition(
      name = "Watchdog CPUs",
      description = "A list like 0-3,8; empty for all",
      required = false)
  String watchdog_cpus() default "";

  @AttributeDefinition(
      name = "Device scheduler",
      description = "Scheduler of threads that move samples or frames of a device")
  Scheduler device_scheduler() default Scheduler.FIFO;

  @AttributeDefinition(name = "Device priority", description = "1 to 98 for FIFO and RR")
  int device_priority() default 85;

  @AttributeDefinition(
      name = "Device CPUs",
      description = "A list like 0-3,8; empty for all",
      required = false)
  String device_cpus() default "";

  @AttributeDefinition(
      name = "Cycle scheduler",
      description = "Scheduler of threads that run a pipeline's cycle")
  Scheduler cycle_scheduler() default Scheduler.FIFO;

  @AttributeDefinition(name = "Cycle priority", description = "1 to 98 for FIFO and RR")
  int cycle_priority() default 80;

  @AttributeDefinition(
      name = "Cycle CPUs",
      description = "A list like 0-3,8; empty leaves the choice to the planner",
      required = false)
  String cycle_cpus() default "";

  @AttributeDefinition(
      name = "Cycle deadline",
      description = "For DEADLINE: runtime/deadline/period in microseconds, as in 300/600/666",
      required = false)
  String cycle_deadline() default "";

  @AttributeDefinition(
      name = "Worker scheduler",
      description = "Scheduler of threads that run parallel branches of a cycle")
  Scheduler worker_scheduler() default Scheduler.FIFO;

  @AttributeDefinition(name = "Worker priority", description = "1 to 98 for FIFO and RR")
  int worker_priority() default 75;

  @AttributeDefinition(
      name = "Worker CPUs",
      description = "A list like 0-3,8; empty leaves the choice to the planner",
      required = false)
  String worker_cpus() default "";

  @AttributeDefinition(
      name = "Worker deadline",
      description = "For DEADLINE: runtime/deadline/period in microseconds, as in 300/600/666",
      required = false)
  String worker_deadline() default "";

  @AttributeDefinition(
      name = "Event scheduler",
      description = "Scheduler of threads that take MIDI and control events")
  Scheduler event_scheduler() default Scheduler.FIFO;

  @AttributeDefinition(
      name = "Event priority",
      description = "1 to 98 for FIFO and RR; below 50, where the kernel's interrupt threads are")
  int event_priority() default 45;

  @AttributeDefinition(
      name = "Event CPUs",
      description = "A list like 0-3,8; empty for all",
      required = false)
  String event_cpus() default "";

  @AttributeDefinition(
      name = "Control scheduler",
      description =
          "Scheduler of threads that prepare and change pipelines; real-time, because a safepoint"
              + " waits for them")
  Scheduler control_scheduler() default Scheduler.RR;

  @AttributeDefinition(name = "Control priority", description = "1 to 98 for FIFO and RR")
  int control_priority() default 1;

  @AttributeDefinition(
      name = "Control CPUs",
      description = "A list like 0-3,8; empty for all",
      required = false)
  String control_cpus() default "";

  @AttributeDefinition(
      name = "Housekeeping scheduler",
      description =
          "Scheduler of threads that scan and collect; real-time, because a safepoint waits for"
              + " them")
  Scheduler housekeeping_scheduler() default Scheduler.RR;

  @AttributeDefinition(name = "Housekeeping priority", description = "1 to 98 for FIFO and RR")
  int housekeeping_priority() default 1;

  @AttributeDefinition(
      name = "Housekeeping CPUs",
      description = "A list like 0-3,8; empty for all",
      required = false)
  String housekeeping_cpus() default "";
}
