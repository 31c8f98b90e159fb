// SPDX-License-Identifier: Apache-2.0
package org.tactus.proof.contract;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tactus.api.Direction;
import org.tactus.api.MediaFormat;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.clock.Clock;
import org.tactus.api.clock.ClockWaiter;
import org.tactus.api.clock.Wake;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Option;
import org.tactus.api.node.Preparation;

/** For each check of devices one that breaks what it asks. */
final class DeviceControls {

  private DeviceControls() {}

  /** A source of a ramp that ends and a sink that adds up; keeps every contract. */
  static class Good implements DeviceProvider {
    @Override
    public String type() {
      return "good";
    }

    @Override
    public String description() {
      return "A ramp that ends, and a sink";
    }

    @Override
    public List<Option> options() {
      return List.of(Option.integer("cycles", "After which it ends", 1, 1000).orElse(600L));
    }

    @Override
    public DeviceEnd open(EndRequest request) throws RefusedException {
      return request.direction() == Direction.OUTPUT
          ? new Source(request, request.options().integer("cycles"))
          : new Sink();
    }
  }

  /** A ramp. */
  static class Source implements DeviceEnd {
    final EndRequest request;
    final long cycles;
    long done;

    Source(EndRequest request, long cycles) {
      this.request = request;
      this.cycles = cycles;
    }

    @Override
    public List<MediaFormat> negotiate(List<MediaFormat> inputs) {
      return List.of(AudioFormat.of(request.rate(), 2));
    }

    @Override
    public void prepare(Preparation preparation) {}

    @Override
    public Clock clock() {
      return new Steady(request.rate(), request.period());
    }

    @Override
    public void process(Cycle cycle) {
      if (done >= cycles) {
        cycle.audioOut(0).clear();
        return;
      }
      for (int channel = 0; channel < 2; channel++) {
        for (int i = 0; i < cycle.frames(); i++) {
          cycle.audioOut(0).channel(channel).setAtIndex(JAVA_FLOAT, i, 1 + i);
        }
      }
      if (++done == cycles) {
        cycle.end(cycle.frames());
      }
    }
  }

  /** A sink that adds up. */
  static class Sink implements DeviceEnd {
    float sum;

    @Override
    public List<MediaFormat> negotiate(List<MediaFormat> inputs) {
      return List.of();
    }

    @Override
    public void prepare(Preparation preparation) {}

    @Override
    public void process(Cycle cycle) {
      for (int i = 0; i < cycle.frames(); i++) {
        sum += cycle.audioIn(0).channel(0).getAtIndex(JAVA_FLOAT, i);
      }
    }
  }

  /** A clock whose cycles are due one period after the other. */
  static class Steady implements Clock {
    final Rational rate;
    final int period;
    long count;

    Steady(Rational rate, int period) {
      this.rate = rate;
      this.period = period;
    }

    @Override
    public String name() {
      return "steady";
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
    public Wake await(ClockWaiter waiter) {
      count++;
      return waiter.until(dueTime()) ? Wake.CYCLE : Wake.STOPPED;
    }

    @Override
    public long dueTime() {
      return rate.nanos(count * period);
    }
  }

  private interface Opener {
    DeviceEnd open(EndRequest request) throws RefusedException;
  }

  private static DeviceProvider source(Opener opener) {
    return new Good() {
      @Override
      public DeviceEnd open(EndRequest request) throws RefusedException {
        if (request.direction() == Direction.INPUT) {
          throw new RefusedException("good is no sink; put it at the head of a chain");
        }
        return opener.open(request);
      }
    };
  }

  private static DeviceProvider sink(Opener opener) {
    return new Good() {
      @Override
      public DeviceEnd open(EndRequest request) throws RefusedException {
        if (request.direction() == Direction.OUTPUT) {
          throw new RefusedException("good is no source; put it at the end of a chain");
        }
        return opener.open(request);
      }
    };
  }

  static Map<String, DeviceProvider> all() {
    Map<String, DeviceProvider> controls = new HashMap<>();
    controls.put(
        "device.descriptor",
        new Good() {
          @Override
          public String description() {
            return "";
          }
        });
    controls.put(
        "device.refusal",
        source(request -> {
          if (request.options().integer("cycles") == 1) {
            throw new IllegalArgumentException("too few");
          }
          return new Source(request, 600);
        }));
    controls.put(
        "device.life",
        source(request ->
            new Source(request, 600) {
              @Override
              public void release() {
                throw new IllegalStateException("cannot close");
              }
            }));
    controls.put(
        "device.output",
        source(request ->
            new Source(request, 600) {
              @Override
              public void process(Cycle cycle) {
                cycle.audioOut(0).channel(0).setAtIndex(JAVA_FLOAT, 0, 1);
              }
            }));
    controls.put(
        "device.input",
        sink(_ ->
            new Sink() {
              @Override
              public void process(Cycle cycle) {
                super.process(cycle);
                cycle.audioIn(0).clear();
              }
            }));
    controls.put(
        "device.formats",
        source(request -> {
          if (request.period() % 2 == 1) {
            throw new IllegalArgumentException("odd");
          }
          return new Source(request, 600);
        }));
    controls.put(
        "device.end",
        source(request ->
            new Source(request, 600) {
              @Override
              public void process(Cycle cycle) {
                super.process(cycle);
                if (done >= cycles) {
                  cycle.audioOut(0).channel(1).setAtIndex(JAVA_FLOAT, 3, 0.5f);
                }
              }
            }));
    controls.put(
        "device.partial",
        sink(_ ->
            new Sink() {
              @Override
              public void process(Cycle cycle) {
                super.process(cycle);
                sum += periods(cycle.frames());
              }

              private int periods(int frames) {
                return 64 / frames;
              }
            }));
    controls.put(
        "device.clock",
        source(request ->
            new Source(request, 600) {
              @Override
              public Clock clock() {
                return new Steady(request.rate(), request.period()) {
                  @Override
                  public Wake await(ClockWaiter waiter) {
                    count++;
                    return Wake.CYCLE;
                  }
                };
              }
            }));
    controls.put(
        "device.allocation",
        sink(_ ->
            new Sink() {
              private float[] copy;

              @Override
              public void process(Cycle cycle) {
                super.process(cycle);
                copy = new float[cycle.frames()];
                sum += copy[0];
              }
            }));
    controls.put(
        "device.blocking",
        sink(_ ->
            new Sink() {
              @Override
              public void process(Cycle cycle) {
                super.process(cycle);
                Controls.pause();
              }
            }));
    controls.put(
        "device.closed",
        sink(_ ->
            new Sink() {
              @Override
              public void prepare(Preparation preparation) {
                Controls.LEAKED.add(Controls.open());
              }
            }));
    controls.put(
        "device.fuzz",
        sink(_ ->
            new Sink() {
              @Override
              public void process(Cycle cycle) {
                super.process(cycle);
                if (cycle.audioIn(0).channels() > 8 && cycle.audioIn(0).isSilent()) {
                  throw new IllegalStateException("many silent channels");
                }
              }
            }));
    return controls;
  }
}
