// SPDX-License-Identifier: Apache-2.0
package org.tactus.bench.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.tactus.api.Direction;
import org.tactus.api.MediaFormat;
import org.tactus.api.MediaKind;
import org.tactus.api.RefusedException;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;
import org.tactus.api.node.Preparation;

/** The sink of a benchmark's pipeline: hears what the stimulus became and keeps what was wrong. */
final class Listener implements DeviceProvider {

  static final String TYPE = "listener";

  private final Hearing hearing;

  Listener(Hearing hearing) {
    this.hearing = hearing;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String description() {
    return "Compares a tone with its twin, a ramp with its positions and the generations.";
  }

  @Override
  public List<org.tactus.api.node.Option> options() {
    return List.of();
  }

  @Override
  public List<Port> ports(Direction direction, Options options) throws RefusedException {
    if (direction != Direction.INPUT) {
      throw new RefusedException("listener is a sink; put it at the end of a chain");
    }
    return List.of(
        Port.input("tone", MediaKind.AUDIO),
        Port.input("twin", MediaKind.AUDIO),
        Port.input("ramp", MediaKind.AUDIO),
        Port.input("mark", MediaKind.AUDIO),
        Port.input("mirror", MediaKind.AUDIO));
  }

  @Override
  public DeviceEnd open(EndRequest request) {
    return new End(hearing);
  }

  private record End(Hearing hearing) implements DeviceEnd {

    @Override
    public List<MediaFormat> negotiate(List<MediaFormat> inputs) {
      return List.of();
    }

    @Override
    public void prepare(Preparation preparation) {
      // All it needs is there.
    }

    @Override
    public void process(Cycle cycle) {
      int frames = cycle.frames();
      MemorySegment tone = cycle.audioIn(0).channel(0);
      MemorySegment twin = cycle.audioIn(1).channel(0);
      MemorySegment ramp = cycle.audioIn(2).channel(0);
      MemorySegment mark = cycle.audioIn(3).channel(0);
      MemorySegment mirror = cycle.audioIn(4).channel(0);
      hearing.begin(cycle.position());
      for (int i = 0; i < frames; i++) {
        hearing.hear(
            tone.getAtIndex(JAVA_FLOAT, i),
            twin.getAtIndex(JAVA_FLOAT, i),
            ramp.getAtIndex(JAVA_FLOAT, i),
            mark.getAtIndex(JAVA_FLOAT, i),
            mirror.getAtIndex(JAVA_FLOAT, i));
      }
      hearing.end(System.nanoTime() - cycle.time());
    }
  }
}
