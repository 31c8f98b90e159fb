// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.tactus.api.RefusedException;
import org.tactus.notation.Graph;

/**
 * The pipelines of this instance. Any thread but a cycle's. A change is whole or not at all: where
 * a method throws, everything is as before.
 */
@ProviderType
public interface Pipelines {

  /** The status of every pipeline, by name. */
  List<PipelineStatus> list();

  /** The status of one. */
  Optional<PipelineStatus> status(String name);

  /**
   * Makes a pipeline and stores it. Its types, arguments and links are checked; whether its devices
   * and files are there is seen when it starts.
   *
   * @throws RefusedException if the name is taken or the graph cannot be compiled
   */
  void create(PipelineSpecification specification) throws RefusedException;

  /**
   * Gives a pipeline another graph and stores it. One that runs is compiled whole and switched at a
   * cycle's edge; nodes that stay as they were keep their state.
   *
   * @throws RefusedException if there is no such pipeline or the graph cannot be compiled
   */
  void edit(String name, Graph graph) throws RefusedException;

  /**
   * Starts a pipeline and stores that it starts with the instance.
   *
   * @throws RefusedException if it runs already or cannot
   */
  void start(String name) throws RefusedException;

  /**
   * Stops a pipeline, closes its devices and stores that it does not start with the instance.
   *
   * @throws RefusedException if there is no such pipeline
   */
  void stop(String name) throws RefusedException;

  /**
   * Stops and forgets a pipeline.
   *
   * @throws RefusedException if there is no such pipeline
   */
  void remove(String name) throws RefusedException;

  /**
   * Sets a parameter, smoothed if it runs, and stores it in the graph.
   *
   * @param pipeline its name
   * @param node the node's name
   * @param parameter the parameter's id
   * @param value a number in its unit, or a label
   * @throws RefusedException if one of them is not there or the value is out of range
   */
  void set(String pipeline, String node, String parameter, String value) throws RefusedException;

  /**
   * Replaces the code of a node in a running pipeline without anyone hearing it: the new code is
   * created beside the old, takes over its state, warms up off the cycle thread, is faded in, and
   * is on probation while the old one keeps running. Blocks until the probation is over; any number
   * of swaps of different pipelines may run at once.
   *
   * @throws RefusedException if the new code cannot be taken; nothing was heard and the old one
   *     plays on
   */
  SwapReport swap(String pipeline, String node, SwapRequest request) throws RefusedException;

  /**
   * Counts for each node what costs a system call for each node and cycle, page faults and context
   * switches, until told otherwise or until the time is up.
   *
   * @param duration how long; zero ends it
   * @throws RefusedException if there is no such pipeline or it does not run
   */
  void investigate(String pipeline, Duration duration) throws RefusedException;

  /**
   * Puts a node on a rung of the ladder of containment, until told otherwise. What is heard changes
   * by a fade.
   *
   * @param pipeline its name
   * @param node the node's name
   * @param rung where it belongs; {@link Containment#NONE} releases it and forgives its strikes
   * @throws RefusedException if one of them is not there or the node cannot be contained so
   */
  void contain(String pipeline, String node, Containment rung) throws RefusedException;

  /** The nodes of running pipelines that run the code of a service. */
  List<NodeUse> uses(long serviceId);
}
