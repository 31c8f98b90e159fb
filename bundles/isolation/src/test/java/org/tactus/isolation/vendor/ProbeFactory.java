// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.vendor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.tactus.api.Latency;
import org.tactus.api.MediaFormat;
import org.tactus.api.MediaKind;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.event.EventFormat;
import org.tactus.api.event.EventReader;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;
import org.tactus.api.node.Preparation;
import org.tactus.api.node.StateLayout;
import org.tactus.api.parameter.Meter;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/** A vendor's processor: a one-pole filter that can be told to do mischief. */
public final class ProbeFactory implements ProcessorFactory {

  /** What it does on the cycle, by the value of the parameter {@code mischief}. */
  public static final List<String> MISCHIEF =
      List.of("none", "segfault", "hang", "exit", "halt", "throw");

  private static final ProcessorType TYPE =
      ProcessorType.of("probe", "1.2.3", "A filter that can be told to do mischief")
          .withOptions(
              Option.integer("late", "Frames of latency", 0, 1000).orElse(0L),
              Option.text("refusal", "Refuses to prepare with this sentence"))
          .withParameters(
              Parameter.number("gain", "Gain", "", 0, 4, 1),
              Parameter.choice("mischief", "Mischief", MISCHIEF, "none"))
          .withMeters(new Meter("last", "Last sample", ""));

  @Override
  public ProcessorType type() {
    return TYPE;
  }

  @Override
  public List<Port> ports(Options options) {
    return List.of(
        Port.audioInput("in"),
        Port.input("events", MediaKind.EVENT).asOptional(),
        Port.audioOutput("out"),
        Port.output("thru", MediaKind.EVENT));
  }

  @Override
  public Processor create(Options options) throws RefusedException {
    if (options.integer("late") == 13) {
      throw new RefusedException("13 frames of latency bring bad luck; take 12");
    }
    return new Probe(options);
  }

  private static final class Probe implements Processor {
    private final Options options;
    private float[] memory = {};

    Probe(Options options) {
      this.options = options;
    }

    @Override
    public List<MediaFormat> negotiate(List<MediaFormat> inputs) {
      return List.of(inputs.getFirst(), EventFormat.INSTANCE);
    }

    @Override
    public void prepare(Preparation preparation) throws RefusedException {
      if (options.has("refusal")) {
        throw new RefusedException(options.text("refusal"));
      }
      memory = new float[((AudioFormat) preparation.inputs().getFirst()).channels()];
    }

    @Override
    public Latency latency() {
      return Latency.of(options.integer("late"));
    }

    @Override
    public long tail() {
      return 77;
    }

    @Override
    public StateLayout stateLayout() {
      return StateLayout.copied(5, memory.length * 4L, 100);
    }

    @Override
    public long saveState(MemorySegment target) {
      for (int c = 0; c < memory.length; c++) {
        target.setAtIndex(ValueLayout.JAVA_FLOAT, c, memory[c]);
      }
      return memory.length * 4L;
    }

    @Override
    public boolean loadState(int version, MemorySegment source) {
      if (version != 5 || source.byteSize() != memory.length * 4L) {
        return false;
      }
      for (int c = 0; c < memory.length; c++) {
        memory[c] = source.getAtIndex(ValueLayout.JAVA_FLOAT, c);
      }
      return true;
    }

    @Override
    public void reset() {
      Arrays.fill(memory, 0);
    }

    @Override
    public void process(Cycle cycle) {
      switch (MISCHIEF.get((int) cycle.parameters().value(1))) {
        case "segfault" ->
            MemorySegment.ofAddress(0x1000).reinterpret(8).set(ValueLayout.JAVA_LONG, 0, 1);
        case "hang" -> {
          while (memory.length > 0) {
            Thread.onSpinWait();
          }
        }
        case "exit" -> System.exit(3);
        case "halt" -> Runtime.getRuntime().halt(4);
        case "throw" -> throw new IllegalStateException("told to");
        default -> filter(cycle);
      }
      EventReader events = cycle.eventsIn(1);
      for (int i = 0; i < events.size(); i++) {
        cycle
            .eventsOut(1)
            .write(
                events.frameOffset(i),
                events.kind(i),
                events.bytes(),
                events.start(i),
                events.length(i));
      }
    }

    private void filter(Cycle cycle) {
      AudioBlock in = cycle.audioIn(0);
      AudioBlock out = cycle.audioOut(0);
      for (int c = 0; c < memory.length; c++) {
        float state = memory[c];
        for (int i = 0; i < cycle.frames(); i++) {
          float gain = cycle.parameters().valueAt(0, i);
          state = 0.5f * state + gain * in.channel(c).getAtIndex(ValueLayout.JAVA_FLOAT, i);
          out.channel(c).setAtIndex(ValueLayout.JAVA_FLOAT, i, state);
        }
        memory[c] = state;
      }
      cycle.meters().set(0, memory[0]);
    }
  }
}
