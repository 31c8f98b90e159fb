// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.timer.internal;

import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.Direction;
import org.tactus.api.MediaFormat;
import org.tactus.api.clock.Clock;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.DeviceInfo;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.device.EndPreference;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;
import org.tactus.api.node.Preparation;

/** The clock alone: an end without ports. */
@Component
public final class TimerProvider implements DeviceProvider {

  @Override
  public String type() {
    return "timer";
  }

  @Override
  public String description() {
    return "A clock that runs on the machine's monotonic timer, for pipelines without a device.";
  }

  @Override
  public List<Option> options() {
    return List.of();
  }

  @Override
  public List<DeviceInfo> devices() {
    return List.of(new DeviceInfo("", "CLOCK_MONOTONIC", Set.of(Direction.INPUT), 0, List.of()));
  }

  @Override
  public List<Port> ports(Direction direction, Options options) {
    return List.of();
  }

  @Override
  public EndPreference preference(Direction direction, Options options) {
    return EndPreference.CLOCK;
  }

  @Override
  public DeviceEnd open(EndRequest request) {
    return new TimerEnd(new TimerClock(request.rate(), request.period()));
  }

  private record TimerEnd(Clock clock) implements DeviceEnd {

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
