// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Configuration of the engine. */
@ObjectClassDefinition(
    name = "Tactus engine",
    description = "How cycle threads wait, and when nodes are taken out of the signal's way")
@interface EngineSettings {

  /** The configuration's PID. */
  String PID = "org.tactus.engine";

  /** How the cycle thread waits for its clock. */
  @AttributeDefinition(
      name = "Waiting",
      description = "How a cycle thread waits where the clock does not wait itself",
      options = {
        @Option(label = "Sleep to the time", value = "sleep"),
        @Option(label = "Sleep until shortly before, then spin", value = "sleep-then-spin"),
        @Option(label = "Spin; on an isolated CPU only", value = "spin")
      })
  String waiting() default "sleep";

  /** The share of the period to spin. */
  @AttributeDefinition(
      name = "Spin share",
      description = "The share of the period that sleep-then-spin may spin, above 0 to 0.5",
      min = "0",
      max = "0.5")
  double spinShare() default 0.15;

  /** How long warming up may take. */
  @AttributeDefinition(
      name = "Warm-up limit",
      description = "Seconds after which a pipeline counts as warm in any case",
      min = "1",
      max = "120")
  int warmUpSeconds() default 15;

  /** Overruns. */
  @AttributeDefinition(
      name = "Overruns",
      description =
          "Cycles within the fault window in which a node took longer than the period, without"
              + " having used the CPU for so long, after which it is bypassed; with that, one is"
              + " enough",
      min = "1",
      max = "1000")
  int overruns() default 3;

  /** How far above its budget. */
  @AttributeDefinition(
      name = "Budget factor",
      description = "How many times the time that it declares a node may take",
      min = "1",
      max = "100")
  double budgetFactor() default 4;

  /** How often above its budget. */
  @AttributeDefinition(
      name = "Budget overruns",
      description =
          "Cycles within the fault window above the budget after which a node is bypassed",
      min = "1",
      max = "10000")
  int budgetOverruns() default 20;

  /** How often it may allocate. */
  @AttributeDefinition(
      name = "Allocations",
      description =
          "Cycles within the fault window in which a node allocated more than it declares, after"
              + " which it is bypassed",
      min = "1",
      max = "10000")
  int allocations() default 8;

  /** How long denormal samples are borne. */
  @AttributeDefinition(
      name = "Denormal cycles",
      description = "Cycles in a row with mostly denormal samples after which a node is bypassed",
      min = "1",
      max = "10000")
  int denormalCycles() default 8;

  /** How long faults add up. */
  @AttributeDefinition(
      name = "Fault window",
      description = "Seconds within which repeated faults of a node are counted together",
      min = "1",
      max = "3600")
  int faultWindowSeconds() default 1;

  /** When a bypassed node is tried again. */
  @AttributeDefinition(
      name = "Retry",
      description = "Seconds after which a node that was bypassed is tried again; 0 for never",
      min = "0",
      max = "86400")
  int retrySeconds() default 5;

  /** How often a node is tried. */
  @AttributeDefinition(
      name = "Strikes",
      description = "How often a node is bypassed before it is quarantined",
      min = "1",
      max = "1000")
  int strikes() default 3;

  /** How long old and new code are heard together. */
  @AttributeDefinition(
      name = "Swap fade",
      description = "Milliseconds of the crossfade between old and new code of a node",
      min = "1",
      max = "1000")
  int swapFadeMillis() default 5;

  /** How long replaced code stays ready to take over again. */
  @AttributeDefinition(
      name = "Swap probation",
      description = "Milliseconds for which replaced code keeps running unheard",
      min = "0",
      max = "60000")
  int swapProbationMillis() default 1000;

  /** How much input new code is given that cannot read its predecessor's state. */
  @AttributeDefinition(
      name = "Swap replay",
      description =
          "Milliseconds of input that new code replays if it refuses its predecessor's state and"
              + " names no time of its own",
      min = "0",
      max = "60000")
  int swapReplayMillis() default 500;
}
