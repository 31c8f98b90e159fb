// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.tactus.api.Rational;
import org.tactus.realtime.ThreadStoppedError;

/** An immutable schedule: which node runs when, where, on which blocks. */
final class Plan {

  final long generation;
  final Rational rate;
  final int period;
  final PlanState state;

  /** All runs in an order in which one thread can run them. */
  final NodeRun[] runs;

  /** The same runs, dealt to threads; the first is the cycle's. */
  final NodeRun[][] shares;

  /** One for each share. */
  private final ThreadMeter[] meters;

  final NodeRun[] sinks;
  final NodeRun[] sources;
  final List<Instance> instances;
  final List<MemorySegment> memory;
  final String latency;

  /** The same schedule on blocks of its own, for a thread that must take over; or null. */
  Plan standby;

  Plan(
      long generation,
      Rational rate,
      int period,
      PlanState state,
      NodeRun[] runs,
      NodeRun[][] shares,
      List<Instance> instances,
      List<MemorySegment> memory,
      String latency) {
    this.generation = generation;
    this.rate = rate;
    this.period = period;
    this.state = state;
    this.runs = runs;
    this.shares = shares;
    this.instances = instances;
    this.memory = memory;
    this.latency = latency;
    meters = new ThreadMeter[shares.length];
    for (int thread = 0; thread < shares.length; thread++) {
      meters[thread] = new ThreadMeter();
      for (NodeRun run : shares[thread]) {
        run.meter = meters[thread];
      }
    }
    sinks = select(runs, Instance.Role.SINK);
    sources = select(runs, Instance.Role.SOURCE);
  }

  private static NodeRun[] select(NodeRun[] runs, Instance.Role role) {
    return List.of(runs).stream().filter(run -> run.instance.role == role).toArray(NodeRun[]::new);
  }

  int workers() {
    return shares.length - 1;
  }

  /** Runs every node on this thread. */
  void execute() {
    ThreadMeter meter = null;
    for (int i = 0; i < runs.length; i++) {
      if (runs[i].meter != meter) {
        meter = runs[i].meter;
        meter.begin(state.investigating);
      }
      runs[i].run();
    }
  }

  /** Goes on after a node of another run of the same schedule, leaving the node out. */
  void executeAfter(Plan other, NodeRun left) {
    state.copyFrom(other.state);
    int index = 0;
    for (int i = 0; i < runs.length; i++) {
      if (other.runs[i] == left) {
        index = i;
      } else {
        runs[i].copyFrom(other.runs[i]);
      }
    }
    runs[index].takeDry(left);
    runs[index].meter.begin(state.investigating);
    runs[index].passBy();
    for (int i = index + 1; i < runs.length; i++) {
      runs[i].run();
    }
  }

  /** Runs one thread's share, waiting for what other threads must have done first. */
  void executeShare(int thread, long sequence) {
    NodeRun[] share = shares[thread];
    ThreadMeter meter = meters[thread];
    meter.begin(state.investigating);
    for (int i = 0; i < share.length; i++) {
      NodeRun run = share[i];
      NodeRun[] awaited = run.awaited;
      boolean waited = false;
      for (int j = 0; j < awaited.length; j++) {
        while (!awaited[j].isDone(sequence)) {
          waited = true;
          Thread.onSpinWait();
        }
      }
      if (waited) {
        meter.begin(state.investigating);
      }
      try {
        run.run();
      } catch (ThreadStoppedError _) {
        // Meant for a node that had just returned.
      }
      run.publishDone(sequence);
    }
  }

  /** Whether nothing is left to hear, see or write from {@code position} on. */
  boolean isOver(long position) {
    if (sinks.length > 0) {
      for (int i = 0; i < sinks.length; i++) {
        if (sinks[i].inputEnd() > position) {
          return false;
        }
      }
      return true;
    }
    for (int i = 0; i < sources.length; i++) {
      if (sources[i].instance.end > position) {
        return false;
      }
    }
    return sources.length > 0;
  }

  /** The node that took longest in the last cycle. */
  NodeRun slowest() {
    NodeRun slowest = runs[0];
    for (int i = 1; i < runs.length; i++) {
      if (runs[i].instance.ledger.lastNanos() > slowest.instance.ledger.lastNanos()) {
        slowest = runs[i];
      }
    }
    return slowest;
  }

  /** The node that in the last cycle was furthest above what it usually takes. */
  NodeRun mostOverTypical() {
    NodeRun most = runs[0];
    for (int i = 1; i < runs.length; i++) {
      if (runs[i].overTypical() > most.overTypical()) {
        most = runs[i];
      }
    }
    return most;
  }
}
