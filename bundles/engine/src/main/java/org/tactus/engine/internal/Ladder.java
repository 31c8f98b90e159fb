// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.osgi.service.log.Logger;
import org.tactus.engine.Containment;
import org.tactus.engine.NodeContainment;

/**
 * Where the nodes of a pipeline stand on the ladder of containment. What a node's guard found is
 * counted here, and decides whether the node is tried again. One control thread at a time.
 */
final class Ladder {

  /** Strikes are forgotten after so many times the time until a retry. */
  private static final int MEMORY = 10;

  private static final long REPEATED_WARNING_NANOS = 10_000_000_000L;

  private static final class Place {
    private Containment rung = Containment.NONE;
    private boolean byOperator;
    private int strikes;
    private long faults;
    private String reason = "";

    /** What the operator is told of a node that is quarantined for what it did. */
    private String sentence = "";

    /** Whose faults were counted so far, and how many. */
    private Guard counted;

    private long countedFaults;
    private long struckAt;
    private long warnedAt;
  }

  private final String pipeline;
  private final Logger log;
  private final Map<String, Place> places = new HashMap<>();

  Ladder(String pipeline, Logger log) {
    this.pipeline = pipeline;
    this.log = log;
  }

  private Place place(String node) {
    return places.computeIfAbsent(node, _ -> new Place());
  }

  NodeContainment of(String node) {
    Place place = places.get(node);
    return place == null
        ? NodeContainment.NONE
        : new NodeContainment(place.rung, place.strikes, place.faults, place.reason);
  }

  boolean defers(String node) {
    Place place = places.get(node);
    return place != null && place.rung == Containment.DEFERRED;
  }

  /** Nodes that were made for a plan which has not begun to run stand where their names stand. */
  void admit(List<Instance> created) {
    for (Instance instance : created) {
      Place place = places.get(instance.name);
      if (place == null) {
        continue;
      }
      if (place.rung == Containment.BYPASS && !place.byOperator) {
        // A new object is a new try.
        place.rung = Containment.NONE;
      }
      instance.guard.setTolerant(place.rung == Containment.WARN);
      instance.guard.setKeptOut(isOut(place.rung));
      instance.guard.setDry(isOut(place.rung));
      if (place.rung == Containment.QUARANTINE) {
        instance.warn(place.sentence);
      }
    }
  }

  private static boolean isOut(Containment rung) {
    return rung == Containment.BYPASS || rung == Containment.QUARANTINE;
  }

  /** An operator's wish for a node, which takes effect at once in a plan that runs. */
  void set(String node, Containment rung, Plan running) {
    Place place = place(node);
    place.rung = rung;
    place.byOperator = true;
    place.strikes = 0;
    String told = place.sentence;
    place.sentence = "";
    place.reason = rung == Containment.NONE ? "" : "an operator said so";
    if (running == null) {
      return;
    }
    for (Instance instance : running.instances) {
      if (instance.name.equals(node)) {
        instance.guard.setTolerant(rung == Containment.WARN);
        instance.guard.setDry(isOut(rung));
        if (!isOut(rung)) {
          instance.guard.setKeptOut(false);
          if (instance.warning.equals(told)) {
            instance.warn("");
          }
          forgive(instance);
        }
      }
    }
  }

  private static void forgive(Instance instance) {
    if (instance.guard.fault() != Fault.NONE) {
      instance.guard.forgive();
      instance.thrown = null;
      instance.failure = "";
      instance.bypassed = instance.node == null;
    }
  }

  /** Forgets what a node did whose code was replaced, unless an operator put it where it is. */
  void acquit(String node) {
    Place place = places.get(node);
    if (place != null && !place.byOperator) {
      places.remove(node);
    }
  }

  /** Counts what was found since the last look and tries again what has waited long enough. */
  void look(Plan plan, EngineSettings settings, long now) {
    GuardRules rules = rules(settings);
    for (Instance instance : plan.instances) {
      instance.guard.setRules(rules);
      if (instance.guard.faults() > 0 || places.containsKey(instance.name)) {
        look(instance, place(instance.name), settings, now);
      }
    }
  }

  static GuardRules rules(EngineSettings settings) {
    return new GuardRules(
        settings.denormalCycles(),
        settings.overruns(),
        settings.budgetFactor(),
        settings.budgetOverruns(),
        settings.allocations(),
        TimeUnit.SECONDS.toNanos(settings.faultWindowSeconds()),
        GuardRules.DEFAULT.graceNanos());
  }

  private void look(Instance instance, Place place, EngineSettings settings, long now) {
    Guard guard = instance.guard;
    if (place.counted != guard) {
      place.counted = guard;
      place.countedFaults = 0;
    }
    long retryNanos = TimeUnit.SECONDS.toNanos(settings.retrySeconds());
    long found = guard.faults() - place.countedFaults;
    if (found > 0) {
      place.countedFaults += found;
      place.faults += found;
      blame(instance, place, settings, now);
    } else if (place.rung == Containment.BYPASS
        && !place.byOperator
        && retryNanos > 0
        && now - place.struckAt >= retryNanos) {
      retry(instance, place);
    } else if (place.rung == Containment.NONE
        && place.strikes > 0
        && now - place.struckAt >= MEMORY * retryNanos) {
      place.strikes = 0;
    }
  }

  private void blame(Instance instance, Place place, EngineSettings settings, long now) {
    String deed = instance.guard.deed();
    boolean isNew = !deed.equals(place.reason);
    place.reason = deed;
    if (!instance.bypassed) {
      if (isNew && now - place.warnedAt >= REPEATED_WARNING_NANOS) {
        place.warnedAt = now;
        log.warn(
            "pipeline '{}': node '{}' {}; it is heard since it is only warned of",
            pipeline,
            instance.name,
            deed,
            instance.thrown);
      }
      return;
    }
    place.strikes++;
    place.struckAt = now;
    place.byOperator = false;
    boolean forGood = instance.guard.fault() == Fault.STUCK || place.strikes >= settings.strikes();
    place.rung = forGood ? Containment.QUARANTINE : Containment.BYPASS;
    instance.failure =
        "node '"
            + instance.name
            + "' "
            + deed
            + (forGood
                ? " and is quarantined; update its bundle, or release it with pipeline:contain "
                    + pipeline
                    + " "
                    + instance.name
                    + " none"
                : " and is bypassed; see the log and update its bundle");
    place.sentence = instance.failure;
    log.error("pipeline '{}': {}", pipeline, instance.failure, instance.thrown);
  }

  private void retry(Instance instance, Place place) {
    if (instance.node == null) {
      return;
    }
    try {
      instance.node.reset();
    } catch (RuntimeException | LinkageError e) {
      place.rung = Containment.QUARANTINE;
      place.reason = "failed to reset with " + e.getClass().getSimpleName();
      log.error("pipeline '{}': node '{}' {}", pipeline, instance.name, place.reason, e);
      return;
    }
    place.rung = Containment.NONE;
    forgive(instance);
    log.info("pipeline '{}': node '{}' is tried again", pipeline, instance.name);
  }
}
