// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.List;
import org.tactus.api.Direction;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.device.EndPreference;
import org.tactus.engine.PipelineSpecification;

/**
 * The rate, period and clock that a pipeline and its devices settle on.
 *
 * @param clock the vertex whose device starts the cycles, or null for the engine's timer
 */
record Settlement(Rational rate, int period, Vertex clock) {

  private static final Rational USUAL_RATE = Rational.of(48_000);
  private static final int USUAL_PERIOD = 128;

  /** Times of frames are exact up to here; see {@link Rational#nanos}. */
  private static final long LARGEST_DENOMINATOR = 1001;

  static Settlement of(PipelineSpecification specification, List<Vertex> vertices)
      throws RefusedException {
    Rational rate = specification.rate();
    int period = specification.period();
    String rateFrom = "the pipeline";
    String periodFrom = "the pipeline";
    Vertex clock = null;
    int clockRank = 0;
    for (Vertex vertex : vertices) {
      if (!(vertex.provider instanceof DeviceProvider provider)) {
        continue;
      }
      EndPreference preference = provider.preference(direction(vertex), vertex.options);
      if (preference.rate() != null) {
        if (rate != null && !rate.equals(preference.rate())) {
          throw new RefusedException(
              "node '"
                  + vertex.name()
                  + "' has a rate of "
                  + preference.rate()
                  + " Hz but "
                  + rateFrom
                  + " runs at "
                  + rate
                  + " Hz; convert one of them, with 'sox IN -r "
                  + rate
                  + " OUT' for a file, say");
        }
        rate = preference.rate();
        rateFrom = "node '" + vertex.name() + "'";
      }
      if (preference.period() != 0) {
        if (period != 0 && period != preference.period()) {
          throw new RefusedException(
              "node '"
                  + vertex.name()
                  + "' has a period of "
                  + preference.period()
                  + " frames but "
                  + periodFrom
                  + " runs at "
                  + period
                  + "; leave the period out or set that of the device");
        }
        period = preference.period();
        periodFrom = "node '" + vertex.name() + "'";
      }
      int rank = rank(specification, vertex, provider, preference);
      if (rank > clockRank) {
        clock = vertex;
        clockRank = rank;
      }
    }
    if (specification.clock() != null
        && clockRank < NAMED
        && !specification.clock().equals("timer")) {
      throw new RefusedException(
          "clock '"
              + specification.clock()
              + "' is neither 'timer' nor a node of the pipeline that has a clock; leave it out to"
              + " have one chosen");
    }
    if ("timer".equals(specification.clock()) && clockRank < NAMED) {
      clock = null;
    }
    return checked(rate == null ? USUAL_RATE : rate, period == 0 ? USUAL_PERIOD : period, clock);
  }

  private static final int NAMED = 8;

  /**
   * A named clock, one that dictates the rate (a server), one with hardware, any other; among
   * equals a sink, since what is heard late is worse than what is read late.
   */
  private static int rank(
      PipelineSpecification specification,
      Vertex vertex,
      DeviceProvider provider,
      EndPreference preference) {
    if (!preference.hasClock()) {
      return 0;
    }
    if (vertex.name().equals(specification.clock())
        || provider.type().equals(specification.clock())) {
      return NAMED;
    }
    boolean hasHardware = provider.devices().stream().anyMatch(device -> !device.id().isBlank());
    int sink = vertex.role == Instance.Role.SINK ? 1 : 0;
    return (preference.rate() != null ? 6 : hasHardware ? 4 : 2) + sink;
  }

  private static Settlement checked(Rational rate, int period, Vertex clock)
      throws RefusedException {
    if (rate.compareTo(Rational.of(PipelineSpecification.MINIMUM_RATE)) < 0
        || rate.compareTo(Rational.of(PipelineSpecification.MAXIMUM_RATE)) > 0) {
      throw new RefusedException(
          "a rate of "
              + rate
              + " Hz is out of range; give "
              + PipelineSpecification.MINIMUM_RATE
              + " to "
              + PipelineSpecification.MAXIMUM_RATE);
    }
    if (rate.denominator() > LARGEST_DENOMINATOR) {
      throw new RefusedException(
          "a rate of "
              + rate
              + " Hz is too fine; give a denominator of at most "
              + LARGEST_DENOMINATOR);
    }
    if (period < PipelineSpecification.MINIMUM_PERIOD
        || period > PipelineSpecification.MAXIMUM_PERIOD) {
      throw new RefusedException(
          "a period of "
              + period
              + " frames is out of range; give "
              + PipelineSpecification.MINIMUM_PERIOD
              + " to "
              + PipelineSpecification.MAXIMUM_PERIOD);
    }
    return new Settlement(rate, period, clock);
  }

  static Direction direction(Vertex vertex) {
    return vertex.role == Instance.Role.SOURCE ? Direction.OUTPUT : Direction.INPUT;
  }
}
