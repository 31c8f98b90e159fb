// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tactus.api.Direction;
import org.tactus.api.MediaKind;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/** A processor that is tested. */
public final class ProcessorSubject implements Subject {

  /** The period of every check that says nothing else. */
  static final int PERIOD = 64;

  private static final long[] USUAL_RATES = {48_000, 44_100, 96_000, 32_000, 16_000, 8_000};
  private static final int[] USUAL_CHANNELS = {2, 1, 6, 4, 8, 3, 5, 7, 12, 16, 32};

  private final ProcessorFactory factory;
  private final Map<String, ?> given;
  private final Map<String, Float> values;
  private final Rational rate;
  private final int channels;
  private final long fuzzNanos;
  private final KitPreparation.Pool memory = new KitPreparation.Pool();
  private ProcessorType type;
  private Setup home;
  private String calling = "type";

  /**
   * A subject.
   *
   * @param given options by id
   * @param values of parameters by id
   * @param rate to prefer, or null
   * @param channels to prefer, or 0
   * @param fuzzNanos how long to fuzz at least
   */
  public ProcessorSubject(
      ProcessorFactory factory,
      Map<String, ?> given,
      Map<String, Float> values,
      Rational rate,
      int channels,
      long fuzzNanos) {
    this.factory = factory;
    this.given = given;
    this.values = Map.copyOf(values);
    this.rate = rate;
    this.channels = channels;
    this.fuzzNanos = fuzzNanos;
  }

  @Override
  public String name() {
    return type().name();
  }

  @Override
  public String calling() {
    return calling;
  }

  void calls(String method) {
    calling = method;
  }

  KitPreparation.Pool memory() {
    return memory;
  }

  /** The same for another factory. */
  ProcessorSubject of(ProcessorFactory other) {
    return new ProcessorSubject(other, given, values, rate, channels, fuzzNanos);
  }

  ProcessorFactory factory() {
    return factory;
  }

  ProcessorType type() {
    if (type == null) {
      calls("type");
      type = factory.type();
    }
    return type;
  }

  long fuzzNanos() {
    return fuzzNanos;
  }

  List<Parameter> parameters() {
    return type().parameters();
  }

  /** The options that were given, completed with defaults. */
  Options options() throws RefusedException {
    return complete(given);
  }

  Options complete(Map<String, ?> some) throws RefusedException {
    Map<String, Object> all = new TreeMap<>(some);
    for (Option option : type().options()) {
      if (option.defaultValue() != null) {
        all.putIfAbsent(option.id(), option.defaultValue());
      }
      if (option.required() && !all.containsKey(option.id())) {
        throw new RefusedException(
            "option '"
                + option.id()
                + "' of '"
                + name()
                + "' must be given; give it to the kit with options(...)");
      }
    }
    for (String id : all.keySet()) {
      if (type().options().stream().noneMatch(option -> option.id().equals(id))) {
        throw new RefusedException(
            "'" + name() + "' has no option '" + id + "'; give the kit one that it has");
      }
    }
    return Options.of(all);
  }

  List<Port> ports(Options options) throws RefusedException, Broken, Inapplicable {
    calls("ports");
    List<Port> ports = factory.ports(options);
    if (ports == null) {
      throw new Broken("ports() gave null; return the list of ports");
    }
    for (Port port : ports) {
      boolean linked = port.kind() == MediaKind.AUDIO || port.kind() == MediaKind.EVENT;
      if (!linked) {
        throw new Inapplicable(
            "port '"
                + port.name()
                + "' is of "
                + port.kind()
                + "; the kit drives audio and events");
      }
    }
    return ports;
  }

  /** The first of the usual setups that it takes. */
  Setup home() throws Broken, Inapplicable, RefusedException {
    if (home == null) {
      home = findHome();
    }
    return home;
  }

  private Setup findHome() throws Broken, Inapplicable, RefusedException {
    RefusedException first = null;
    Options options = options();
    ports(options);
    for (Setup setup : candidates(options)) {
      try (Rig _ = start(setup)) {
        return setup;
      } catch (RefusedException e) {
        first = first == null ? e : first;
      }
    }
    throw new Broken(
        "it refuses every usual rate and number of channels: "
            + first.getMessage()
            + "; take one of them, or give the kit its own with rate(...) and channels(...)");
  }

  private Iterable<Setup> candidates(Options options) {
    Map<String, Setup> setups = new LinkedHashMap<>();
    Setup plain = new Setup(options, values, Rational.of(USUAL_RATES[0]), PERIOD, 2, 0, false, 0);
    if (rate != null) {
      plain = plain.withRate(rate);
    }
    if (channels > 0) {
      plain = plain.withChannels(channels);
    }
    add(setups, plain);
    for (int count : USUAL_CHANNELS) {
      add(setups, plain.withChannels(count));
    }
    for (long framesPerSecond : USUAL_RATES) {
      for (int count : USUAL_CHANNELS) {
        add(setups, plain.withRate(Rational.of(framesPerSecond)).withChannels(count));
      }
    }
    return setups.values();
  }

  private static void add(Map<String, Setup> setups, Setup setup) {
    setups.putIfAbsent(setup.words(), setup);
  }

  Rig start(Setup setup) throws Broken, Inapplicable, RefusedException {
    return new Rig(this, setup);
  }

  Rig start() throws Broken, Inapplicable, RefusedException {
    return start(home());
  }

  boolean hasInputs(MediaKind kind) throws Broken, Inapplicable, RefusedException {
    return ports(options()).stream()
        .anyMatch(port -> port.direction() == Direction.INPUT && port.kind() == kind);
  }
}
