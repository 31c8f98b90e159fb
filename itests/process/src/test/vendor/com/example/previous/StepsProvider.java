// SPDX-License-Identifier: Apache-2.0
package com.example.previous;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.Direction;
import org.tactus.api.MediaFormat;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.clock.Clock;
import org.tactus.api.clock.ClockWaiter;
import org.tactus.api.clock.Wake;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.DeviceInfo;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.device.EndPreference;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.node.Preparation;

/** A source with a clock: sample n of channel c is step (n + 100 c) of a staircase of 256 steps. */
@Component
public final class StepsProvider implements DeviceProvider {
  @Override
  public String type() {
    return "steps";
  }

  @Override
  public String description() {
    return "A staircase";
  }

  @Override
  public List<Option> options() {
    return List.of(
        Option.integer("frames", "Frames until it ends", 1, 1_000_000).orElse(4800L),
        Option.choice("direction", "Where the stairs lead", "up", "down"));
  }

  @Override
  public List<DeviceInfo> devices() {
    return List.of();
  }

  @Override
  public EndPreference preference(Direction direction, Options options) throws RefusedException {
    if (direction != Direction.OUTPUT) {
      throw new RefusedException("steps is a source; put it at the head of a chain");
    }
    return new EndPreference(Rational.of(48_000), 0, true);
  }

  @Override
  public DeviceEnd open(EndRequest request) {
    return new Steps(request);
  }

  private static final class Steps implements DeviceEnd {
    private final EndRequest request;
    private final boolean down;
    private long left;
    private long step;

    Steps(EndRequest request) {
      this.request = request;
      left = request.options().integer("frames");
      down = request.options().text("direction").equals("down");
    }

    @Override
    public List<MediaFormat> negotiate(List<MediaFormat> inputs) {
      return List.of(AudioFormat.of(request.rate(), 2));
    }

    @Override
    public void prepare(Preparation preparation) {}

    @Override
    public Clock clock() {
      return new Ticks(request.rate(), request.period());
    }

    @Override
    public void process(Cycle cycle) {
      AudioBlock block = cycle.audioOut(0);
      int frames = (int) Math.min(left, cycle.frames());
      for (int channel = 0; channel < block.channels(); channel++) {
        MemorySegment samples = block.channel(channel);
        for (int frame = 0; frame < cycle.frames(); frame++) {
          int value = (int) ((step + frame + 100L * channel) & 255);
          float sample = frame < frames ? (value - 128) / 256f : 0;
          samples.setAtIndex(ValueLayout.JAVA_FLOAT, frame, down ? -sample : sample);
        }
      }
      step += frames;
      left -= frames;
      if (left == 0) {
        cycle.end(frames);
      }
    }
  }

  private static final class Ticks implements Clock {
    private final Rational rate;
    private final int period;
    private long first;
    private long due;
    private long cycles;

    Ticks(Rational rate, int period) {
      this.rate = rate;
      this.period = period;
    }

    @Override
    public String name() {
      return "steps";
    }

    @Override
    public Rational rate() {
      return rate;
    }

    @Override
    public int period() {
      return period;
    }

    @Override
    public void begin() {
      first = System.nanoTime();
    }

    @Override
    public Wake await(ClockWaiter waiter) {
      due = first + rate.nanos(++cycles * period);
      return waiter.until(due) ? Wake.CYCLE : Wake.STOPPED;
    }

    @Override
    public long dueTime() {
      return due;
    }
  }
}
