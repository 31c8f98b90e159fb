// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tactus.api.Direction;
import org.tactus.api.MediaKind;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.device.EndPreference;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;

/** A device that is tested. */
public final class DeviceSubject implements Subject {

  static final int PERIOD = 64;

  private static final int USUAL_RATE = 48_000;
  private static final int USUAL_CHANNELS = 2;

  private final DeviceProvider provider;
  private final Map<String, ?> given;
  private final Direction only;
  private final Rational rate;
  private final int channels;
  private final long fuzzNanos;
  private final KitPreparation.Pool memory = new KitPreparation.Pool();
  private String calling = "type";

  /**
   * A subject.
   *
   * @param given options by id
   * @param only the direction to test, or null for both
   * @param rate to prefer, or null
   * @param channels to prefer, or 0
   * @param fuzzNanos how long to fuzz at least
   */
  public DeviceSubject(
      DeviceProvider provider,
      Map<String, ?> given,
      Direction only,
      Rational rate,
      int channels,
      long fuzzNanos) {
    this.provider = provider;
    this.given = given;
    this.only = only;
    this.rate = rate;
    this.channels = channels;
    this.fuzzNanos = fuzzNanos;
  }

  @Override
  public String name() {
    calls("type");
    return provider.type();
  }

  @Override
  public String calling() {
    return calling;
  }

  void calls(String method) {
    calling = method;
  }

  DeviceProvider provider() {
    return provider;
  }

  KitPreparation.Pool memory() {
    return memory;
  }

  long fuzzNanos() {
    return fuzzNanos;
  }

  Options options() throws RefusedException {
    return complete(given);
  }

  Options complete(Map<String, ?> some) throws RefusedException {
    calls("options");
    Map<String, Object> all = new TreeMap<>(some);
    for (Option option : provider.options()) {
      if (option.defaultValue() != null) {
        all.putIfAbsent(option.id(), option.defaultValue());
      }
      if (option.required() && !all.containsKey(option.id())) {
        throw new RefusedException(
            "option '"
                + option.id()
                + "' of '"
                + provider.type()
                + "' must be given; give it to the kit with options(...)");
      }
    }
    return Options.of(all);
  }

  /** What is opened unless a check says otherwise. */
  record EndSetup(Direction direction, Options options, Rational rate, int period, int channels) {

    EndSetup withOptions(Options newOptions) {
      return new EndSetup(direction, newOptions, rate, period, channels);
    }

    EndSetup withRate(Rational newRate) {
      return new EndSetup(direction, options, newRate, period, channels);
    }

    EndSetup withPeriod(int frames) {
      return new EndSetup(direction, options, rate, frames, channels);
    }

    EndSetup withChannels(int count) {
      return new EndSetup(direction, options, rate, period, count);
    }

    String words() {
      return (direction == Direction.OUTPUT ? "a source" : "a sink of " + channels + " channels")
          + " at "
          + rate
          + " Hz in periods of "
          + period
          + " frames";
    }
  }

  /** A setup for each direction that the device has. */
  List<EndSetup> homes() throws Broken, Inapplicable, RefusedException {
    List<EndSetup> homes = new ArrayList<>();
    RefusedException last = null;
    Options options = options();
    for (Direction direction : only == null ? List.of(Direction.values()) : List.of(only)) {
      try {
        EndSetup setup = home(direction, options);
        try (DeviceRig _ = new DeviceRig(this, setup)) {
          homes.add(setup);
        }
      } catch (RefusedException e) {
        Sentences.check(e, "a " + direction.name() + " end");
        last = e;
      }
    }
    if (homes.isEmpty()) {
      throw new Broken(
          "it opens neither as a source nor as a sink: "
              + last.getMessage()
              + "; give the kit options with which it does");
    }
    return homes;
  }

  List<EndSetup> homes(Direction direction) throws Broken, Inapplicable, RefusedException {
    List<EndSetup> homes =
        homes().stream().filter(setup -> setup.direction() == direction).toList();
    if (homes.isEmpty()) {
      throw new Inapplicable(
          "it is no " + (direction == Direction.OUTPUT ? "source" : "sink") + " of audio");
    }
    return homes;
  }

  private EndSetup home(Direction direction, Options options)
      throws Broken, Inapplicable, RefusedException {
    calls("ports");
    List<Port> ports = provider.ports(direction, options);
    if (ports == null || ports.isEmpty()) {
      throw new Broken("ports() gave " + ports + "; return the end's port or refuse");
    }
    if (ports.getFirst().kind() != MediaKind.AUDIO) {
      throw new Inapplicable(
          "its port is of " + ports.getFirst().kind() + "; the kit drives devices of audio");
    }
    calls("preference");
    EndPreference wanted = provider.preference(direction, options);
    if (wanted == null) {
      throw new Broken("preference() gave null; return EndPreference.ANY");
    }
    Rational chosen = rate == null ? Rational.of(USUAL_RATE) : rate;
    return new EndSetup(
        direction,
        options,
        wanted.rate() == null ? chosen : wanted.rate(),
        wanted.period() == 0 ? PERIOD : wanted.period(),
        channels == 0 ? USUAL_CHANNELS : channels);
  }
}
