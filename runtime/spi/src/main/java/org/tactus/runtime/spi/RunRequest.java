// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime.spi;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What {@code tactus run} was asked to run. What is absent is negotiated by the engine or taken
 * from its configuration.
 *
 * @param name the pipeline's name, for the report and the shell
 * @param notation the pipeline's text
 * @param freewheel true to run as fast as possible instead of by a clock
 * @param policy whether a real-time policy that does not take is a refusal
 * @param rate sample rate in Hz: a decimal whole number, or a fraction {@code n/d} for a rate such
 *     as 30000/1001
 * @param period frames in a cycle
 * @param clock what starts a cycle: the name of a node or of a clock
 * @param duration how long to run from the first cycle on; absent: until the sources end
 * @param settings values of parameters before the first cycle, in the order given; the key is
 *     {@code node.parameter}
 */
public record RunRequest(
    String name,
    String notation,
    boolean freewheel,
    Optional<Policy> policy,
    Optional<String> rate,
    OptionalInt period,
    Optional<String> clock,
    Optional<Duration> duration,
    Map<String, String> settings) {

  /** What happens when a real-time policy does not take. */
  public enum Policy {
    /** The pipeline is refused. */
    STRICT,
    /** The pipeline runs, and the report names what did not take. */
    LENIENT
  }

  /** Checks that nothing is null and keeps its own copy of the settings. */
  public RunRequest {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(notation, "notation");
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(rate, "rate");
    Objects.requireNonNull(period, "period");
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(duration, "duration");
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }
}
