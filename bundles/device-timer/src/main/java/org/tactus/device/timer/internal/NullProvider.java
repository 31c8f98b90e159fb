// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.timer.internal;

import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.Direction;
import org.tactus.api.MediaFormat;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.api.clock.Clock;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.DeviceInfo;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.device.EndPreference;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.node.Preparation;

/** A source of silence and a sink that discards, both with a timer as their clock. */
@Component
public final class NullProvider implements DeviceProvider {

  private static final String CHANNELS = "channels";

  @Override
  public String type() {
    return "null";
  }

  @Override
  public String description() {
    return "At the head of a chain endless silence, at its end a sink that discards;"
        + " both can be the clock.";
  }

  @Override
  public List<Option> options() {
    return List.of(
        Option.integer(
                CHANNELS,
                "Channels of the silence; a sink takes what it gets.",
                1,
                ChannelLayout.MAXIMUM_CHANNELS)
            .orElse(2L));
  }

  @Override
  public List<DeviceInfo> devices() {
    return List.of(
        new DeviceInfo(
            "", "Silence and nothing", Set.of(Direction.INPUT, Direction.OUTPUT), 0, List.of()));
  }

  @Override
  public EndPreference preference(Direction direction, Options options) {
    return EndPreference.CLOCK;
  }

  @Override
  public DeviceEnd open(EndRequest request) throws RefusedException {
    Clock clock = new TimerClock(request.rate(), request.period());
    return request.direction() == Direction.INPUT
        ? new Discard(clock)
        : new Silence(
            clock, AudioFormat.of(request.rate(), (int) request.options().integer(CHANNELS)));
  }

  private record Silence(Clock clock, AudioFormat format) implements DeviceEnd {

    @Override
    public List<MediaFormat> negotiate(List<MediaFormat> inputs) {
      return List.of(format);
    }

    @Override
    public void prepare(Preparation preparation) {}

    @Override
    public void process(Cycle cycle) {
      cycle.audioOut(0).clear();
    }

    @Override
    public long xruns() {
      return clock.xruns();
    }
  }

  private record Discard(Clock clock) implements DeviceEnd {

    @Override
    public List<MediaFormat> negotiate(List<MediaFormat> inputs) {
      return List.of();
    }

    @Override
    public void prepare(Preparation preparation) {}

    @Override
    public void process(Cycle cycle) {}

    @Override
    public long xruns() {
      return clock.xruns();
    }
  }
}
