// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Configuration of the engine. */
@ObjectClassDefinition(
    name = "Tactus engine",
    description = "How the cycle threads of all pipelines wait")
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
}
