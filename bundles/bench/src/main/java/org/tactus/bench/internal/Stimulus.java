// SPDX-License-Identifier: Apache-2.0
package org.tactus.bench.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.tactus.api.Direction;
import org.tactus.api.MediaFormat;
import org.tactus.api.MediaKind;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.clock.Clock;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.device.EndPreference;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;
import org.tactus.api.node.Preparation;

/** The source of a benchmark's pipeline: a tone, a ramp and the clock. */
final class Stimulus implements DeviceProvider {

  static final String TYPE = "stimulus";

  private static final String MANUAL = "manual";

  private final ToneAndRamp signals = new ToneAndRamp();

  /** Written by the cycle thread; read when the pipeline has stopped. */
  private long frames;

  /** Frames sent; of a pipeline that has stopped. */
  long frames() {
    return frames;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String description() {
    return "A tone and a ramp that a listener knows by position.";
  }

  @Override
  public List<Option> options() {
    return List.of(
        Option.toggle(MANUAL, "Whether the clock goes as fast as the pipeline runs.")
            .orElse(false));
  }

  @Override
  public List<Port> ports(Direction direction, Options options) throws RefusedException {
    if (direction != Direction.OUTPUT) {
      throw new RefusedException("stimulus is a source; put it at the head of a chain");
    }
    return List.of(Port.output("tone", MediaKind.AUDIO), Port.output("ramp", MediaKind.AUDIO));
  }

  @Override
  public EndPreference preference(Direction direction, Options options) {
    return EndPreference.CLOCK;
  }

  @Override
  public DeviceEnd open(EndRequest request) {
    Clock clock =
        request.options().toggle(MANUAL)
            ? new ManualClock(request.rate(), request.period())
            : new TimerClock(request.rate(), request.period());
    return new End(clock, AudioFormat.of(request.rate(), 1));
  }

  private final class End implements DeviceEnd {

    private final Clock clock;
    private final AudioFormat format;

    End(Clock clock, AudioFormat format) {
      this.clock = clock;
      this.format = format;
    }

    @Override
    public Clock clock() {
      return clock;
    }

    @Override
    public List<MediaFormat> negotiate(List<MediaFormat> inputs) {
      return List.of(format, format);
    }

    @Override
    public void prepare(Preparation preparation) {
      // All it needs is there.
    }

    @Override
    public void process(Cycle cycle) {
      long position = cycle.position();
      MemorySegment tone = cycle.audioOut(0).channel(0);
      MemorySegment ramp = cycle.audioOut(1).channel(0);
      for (int i = 0; i < cycle.frames(); i++) {
        tone.setAtIndex(JAVA_FLOAT, i, signals.tone(position + i));
        ramp.setAtIndex(JAVA_FLOAT, i, ToneAndRamp.ramp(position + i));
      }
      frames += cycle.frames();
    }

    @Override
    public long xruns() {
      return clock.xruns();
    }
  }
}
