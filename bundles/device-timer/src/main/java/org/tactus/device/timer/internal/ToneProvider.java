// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.timer.internal;

import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.Direction;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.DeviceInfo;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.device.EndPreference;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;

/** Test signals as a source. */
@Component
public final class ToneProvider implements DeviceProvider {

  private static final String KIND = "kind";
  private static final String FREQUENCY = "f";
  private static final String LEVEL = "db";
  private static final String CHANNELS = "channels";
  private static final String DURATION = "duration";
  private static final String TO = "to";
  private static final String EVERY = "every";

  private static final double LONGEST_SECONDS = 1e9;

  @Override
  public String type() {
    return "tone";
  }

  @Override
  public String description() {
    return "A source of test signals, the same to the bit in every run; it can be the clock.";
  }

  @Override
  public List<Option> options() {
    return List.of(
        Option.choice(
            KIND,
            "The signal: noise differs on every channel, all else is the same on all.",
            "sine",
            "square",
            "white",
            "pink",
            "impulse",
            "sweep"),
        Option.number(FREQUENCY, "Frequency in Hz; of a sweep where it starts.", 0.001, 10_000_000)
            .orElse(1000.0),
        Option.number(LEVEL, "Peak level in dB against full scale.", -200, 40).orElse(-20.0),
        Option.integer(CHANNELS, "Channels.", 1, ChannelLayout.MAXIMUM_CHANNELS).orElse(1L),
        Option.number(
            DURATION,
            "Seconds after which the source ends; for ever if not given; a sweep needs it.",
            0,
            LONGEST_SECONDS),
        Option.number(TO, "Frequency in Hz at which a sweep ends.", 0.001, 10_000_000)
            .orElse(20_000.0),
        Option.number(EVERY, "Seconds from one impulse to the next.", 0, LONGEST_SECONDS)
            .orElse(1.0));
  }

  @Override
  public List<DeviceInfo> devices() {
    return List.of(new DeviceInfo("", "Test signals", Set.of(Direction.OUTPUT), 0, List.of()));
  }

  @Override
  public List<Port> ports(Direction direction, Options options) throws RefusedException {
    requireSource(direction);
    return DeviceProvider.super.ports(direction, options);
  }

  @Override
  public EndPreference preference(Direction direction, Options options) throws RefusedException {
    requireSource(direction);
    return EndPreference.CLOCK;
  }

  @Override
  public DeviceEnd open(EndRequest request) throws RefusedException {
    requireSource(request.direction());
    Options options = request.options();
    double rate = request.rate().toDouble();
    int channels = (int) options.integer(CHANNELS);
    long frames =
        options.has(DURATION) ? Math.round(options.number(DURATION) * rate) : Long.MAX_VALUE;
    return new ToneEnd(
        new TimerClock(request.rate(), request.period()),
        AudioFormat.of(request.rate(), channels),
        signal(options, rate, channels),
        frames);
  }

  private static Signal signal(Options options, double rate, int channels) throws RefusedException {
    double amplitude = StrictMath.pow(10, options.number(LEVEL) / 20);
    String kind = options.text(KIND);
    return switch (kind) {
      case "sine" -> new Sine(amplitude, audible(FREQUENCY, options, rate), rate);
      case "square" -> new Square(amplitude, audible(FREQUENCY, options, rate), rate);
      case "white" -> new WhiteNoise(amplitude);
      case "pink" -> new PinkNoise(amplitude, channels);
      case "impulse" ->
          new Impulse(amplitude, Math.max(1, Math.round(options.number(EVERY) * rate)));
      case "sweep" -> sweep(amplitude, options, rate);
      default ->
          throw new RefusedException(
              "tone has no kind '" + kind + "'; give sine, square, white, pink, impulse or sweep");
    };
  }

  private static Signal sweep(double amplitude, Options options, double rate)
      throws RefusedException {
    double from = audible(FREQUENCY, options, rate);
    double to = audible(TO, options, rate);
    if (!options.has(DURATION) || options.number(DURATION) <= 0) {
      throw new RefusedException(
          "tone(kind=sweep) has no duration; give one in seconds, as in duration=10");
    }
    if (from == to) {
      throw new RefusedException(
          "tone(kind=sweep) goes from " + from + " Hz to the same; give another f or to");
    }
    return new Sweep(amplitude, from, to, options.number(DURATION), rate);
  }

  private static double audible(String id, Options options, double rate) throws RefusedException {
    double frequency = options.number(id);
    if (frequency > rate / 2) {
      throw new RefusedException(
          "tone(%s=%s) lies above half the rate of %s Hz; give at most %s"
              .formatted(id, frequency, rate, rate / 2));
    }
    return frequency;
  }

  private static void requireSource(Direction direction) throws RefusedException {
    if (direction != Direction.OUTPUT) {
      throw new RefusedException(
          "tone is a source and cannot end a chain; put it at the head, or use null as the sink");
    }
  }
}
