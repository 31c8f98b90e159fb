// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine;

import java.time.Duration;
import org.tactus.api.Rational;
import org.tactus.notation.Graph;

/**
 * What an operator says of a pipeline. Immutable; any thread.
 *
 * @param name letters, digits, {@code _}, {@code .} and {@code -}
 * @param graph what it is made of
 * @param rate frames a second, or null to take what its devices have
 * @param period frames a cycle, or 0 to take what its devices have
 * @param clock the name of the node or the type of the device that starts the cycles, or null to
 *     choose
 * @param mode what to do about a policy that did not take
 * @param workers threads for parallel branches beside the cycle's, or -1 to choose
 * @param freewheel whether cycles follow one another as fast as they can
 * @param duration how long to run, or null for as long as the sources do
 * @param autostart whether it starts with the instance
 */
public record PipelineSpecification(
    String name,
    Graph graph,
    Rational rate,
    int period,
    String clock,
    Mode mode,
    int workers,
    boolean freewheel,
    Duration duration,
    boolean autostart) {

  /** The lowest period, in frames. */
  public static final int MINIMUM_PERIOD = 16;

  /** The highest period, in frames. */
  public static final int MAXIMUM_PERIOD = 8192;

  /** The lowest rate, in frames a second. */
  public static final int MINIMUM_RATE = 8_000;

  /** The highest rate, in frames a second. */
  public static final int MAXIMUM_RATE = 192_000;

  /** The defaults for a graph. */
  public static PipelineSpecification of(String name, Graph graph) {
    return new PipelineSpecification(
        name, graph, null, 0, null, Mode.LENIENT, -1, false, null, false);
  }

  /** The same with another graph. */
  public PipelineSpecification withGraph(Graph newGraph) {
    return new PipelineSpecification(
        name, newGraph, rate, period, clock, mode, workers, freewheel, duration, autostart);
  }

  /** The same with the period, in frames. */
  public PipelineSpecification withPeriod(int newPeriod) {
    return new PipelineSpecification(
        name, graph, rate, newPeriod, clock, mode, workers, freewheel, duration, autostart);
  }

  /** The same, started with the instance or not. */
  public PipelineSpecification withAutostart(boolean newAutostart) {
    return new PipelineSpecification(
        name, graph, rate, period, clock, mode, workers, freewheel, duration, newAutostart);
  }

  /** The same with the rate, the period and the clock, each as the constructor takes it. */
  public PipelineSpecification withClockwork(Rational newRate, int newPeriod, String newClock) {
    return new PipelineSpecification(
        name, graph, newRate, newPeriod, newClock, mode, workers, freewheel, duration, autostart);
  }

  /** The same with so many workers. */
  public PipelineSpecification withWorkers(int newWorkers) {
    return new PipelineSpecification(
        name, graph, rate, period, clock, mode, newWorkers, freewheel, duration, autostart);
  }
}
