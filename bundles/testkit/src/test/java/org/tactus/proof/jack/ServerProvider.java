// SPDX-License-Identifier: Apache-2.0
package org.tactus.proof.jack;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tactus.api.Direction;
import org.tactus.api.Latency;
import org.tactus.api.MediaFormat;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
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

/** Offers the ends of a sound server: one client for a pipeline, shared by its ends. */
final class ServerProvider implements DeviceProvider {

  private static final Rational RATE = Rational.of(48_000);

  private final Server server;
  private final Map<String, ServerClock> clients = new HashMap<>();

  ServerProvider(Server server) {
    this.server = server;
  }

  @Override
  public String type() {
    return "server";
  }

  @Override
  public String description() {
    return "Ports of a sound server that brings the thread of the cycle";
  }

  @Override
  public List<Option> options() {
    return List.of(Option.text("port", "The server's port").orElse("system:1"));
  }

  @Override
  public List<DeviceInfo> devices() {
    return List.of(
        new DeviceInfo(
            "system:1",
            "The only port",
            Set.of(Direction.INPUT, Direction.OUTPUT),
            1,
            List.of(RATE)));
  }

  @Override
  public EndPreference preference(Direction direction, Options options) {
    return new EndPreference(RATE, server.period, true);
  }

  @Override
  public DeviceEnd open(EndRequest request) throws RefusedException {
    if (!request.rate().equals(RATE) || request.period() != server.period) {
      throw new RefusedException(
          "server runs at "
              + RATE
              + " Hz with a period of "
              + server.period
              + "; give the pipeline the same");
    }
    ServerClock clock = clients.computeIfAbsent(request.pipeline(), _ -> new ServerClock(server));
    return request.direction() == Direction.OUTPUT
        ? new Capture(server, clock)
        : new Playback(server, clock);
  }

  private abstract static class End implements DeviceEnd {
    final Server server;
    private final ServerClock clock;
    private boolean isClock;

    End(Server server, ServerClock clock) {
      this.server = server;
      this.clock = clock;
    }

    @Override
    public void prepare(Preparation preparation) {
      isClock = preparation.isClock();
    }

    @Override
    public Clock clock() {
      return isClock ? clock : null;
    }

    @Override
    public Latency latency() {
      return Latency.of(server.period);
    }

    @Override
    public long xruns() {
      return clock.xruns();
    }

    @Override
    public String fault() {
      return server.isDead() ? "the server has gone; start it again" : null;
    }
  }

  private static final class Capture extends End {

    Capture(Server server, ServerClock clock) {
      super(server, clock);
    }

    @Override
    public List<MediaFormat> negotiate(List<MediaFormat> inputs) {
      return List.of(AudioFormat.of(RATE, 1));
    }

    @Override
    public void pathLatency(Latency upstream, Latency downstream) {
      server.playbackLatency = downstream;
    }

    @Override
    public void process(Cycle cycle) {
      MemorySegment.copy(
          server.captured,
          0,
          cycle.audioOut(0).channel(0),
          ValueLayout.JAVA_FLOAT,
          0,
          cycle.frames());
    }
  }

  private static final class Playback extends End {

    Playback(Server server, ServerClock clock) {
      super(server, clock);
    }

    @Override
    public List<MediaFormat> negotiate(List<MediaFormat> inputs) throws RefusedException {
      if (((AudioFormat) inputs.getFirst()).channels() != 1) {
        throw new RefusedException("server has one port; mix down to 1 channel");
      }
      return List.of();
    }

    @Override
    public void pathLatency(Latency upstream, Latency downstream) {
      server.captureLatency = upstream;
    }

    @Override
    public void process(Cycle cycle) {
      MemorySegment.copy(
          cycle.audioIn(0).channel(0), ValueLayout.JAVA_FLOAT, 0, server.played, 0, cycle.frames());
    }
  }
}
