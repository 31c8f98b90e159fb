// SPDX-License-Identifier: Apache-2.0
package org.tactus.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.tactus.api.Direction;
import org.tactus.api.MediaFormat;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;

/**
 * A processor with audio ports, created, negotiated, prepared and driven as a host would. One
 * thread.
 */
public final class ProcessorRun implements AutoCloseable {

  private final Processor processor;
  private final TestPreparation preparation;
  private final TestCycle cycle;
  private final int inputs;

  private ProcessorRun(Setup setup) throws RefusedException {
    ProcessorFactory factory = setup.factory;
    Options options = complete(factory.type().options(), setup.options);
    processor = factory.create(options);
    List<MediaFormat> formats = new ArrayList<>();
    for (ChannelLayout layout : setup.layouts) {
      formats.add(layout == null ? null : new AudioFormat(setup.rate, layout));
    }
    inputs = formats.size();
    List<MediaFormat> outputs = processor.negotiate(formats);
    preparation =
        new TestPreparation(setup.rate, setup.period)
            .inputs(formats.toArray(MediaFormat[]::new))
            .outputs(outputs.toArray(MediaFormat[]::new))
            .feedbackFrames(setup.feedbackFrames)
            .initialValues(setup.initialValues());
    checkPorts(factory.ports(options), formats, outputs);
    processor.prepare(preparation);
    TestCycle.Builder builder =
        TestCycle.of(setup.rate, setup.period)
            .parameters(factory.type().parameters())
            .meters(factory.type().meters());
    for (MediaFormat format : formats) {
      builder.audioIn(format == null ? ChannelLayout.MONO : ((AudioFormat) format).layout());
    }
    for (int i = 0; i < outputs.size(); i++) {
      ChannelLayout layout = ((AudioFormat) outputs.get(i)).layout();
      if (setup.inPlace && i < inputs && layout.equals(setup.layouts.get(i))) {
        builder.audioOutInPlace();
      } else {
        builder.audioOut(layout);
      }
    }
    cycle = builder.build();
    setup.values.forEach((id, value) -> cycle.parameters().preset(id, value));
  }

  /** What to run and how; 48 kHz, 64 frames and one stereo input unless told otherwise. */
  public static final class Setup {
    private final ProcessorFactory factory;
    private final Map<String, ?> options;
    private Rational rate = Rational.of(48_000);
    private int period = 64;
    private List<ChannelLayout> layouts = List.of(ChannelLayout.STEREO);
    private boolean inPlace;
    private int feedbackFrames;
    private final Map<String, Float> values = new TreeMap<>();

    private Setup(ProcessorFactory factory, Map<String, ?> options) {
      this.factory = factory;
      this.options = options;
    }

    /** Sets the rate in frames a second. */
    public Setup rate(long framesPerSecond) {
      rate = Rational.of(framesPerSecond);
      return this;
    }

    /** Sets the period. */
    public Setup period(int frames) {
      period = frames;
      return this;
    }

    /** Sets the number of channels of every input. */
    public Setup channels(int... counts) {
      layouts = Arrays.stream(counts).mapToObj(ChannelLayout::of).toList();
      return this;
    }

    /** Sets the layout of every input; null for one that is not linked. */
    public Setup layouts(ChannelLayout... newLayouts) {
      layouts = Arrays.asList(newLayouts);
      return this;
    }

    /** Lets every output use the memory of the input of the same number and layout. */
    public Setup inPlace() {
      inPlace = true;
      return this;
    }

    /** Sets the value that a parameter starts with. */
    public Setup value(String id, double value) {
      values.put(id, (float) value);
      return this;
    }

    private float[] initialValues() {
      List<Parameter> parameters = factory.type().parameters();
      float[] initial = new float[parameters.size()];
      for (int i = 0; i < initial.length; i++) {
        initial[i] = values.getOrDefault(parameters.get(i).id(), parameters.get(i).defaultValue());
      }
      return initial;
    }

    /** Makes the processor close a loop. */
    public Setup feedbackFrames(int frames) {
      feedbackFrames = frames;
      return this;
    }

    /**
     * Creates, negotiates and prepares.
     *
     * @throws RefusedException if the processor refuses
     */
    public ProcessorRun start() throws RefusedException {
      return new ProcessorRun(this);
    }
  }

  /** Starts to describe a run. */
  public static Setup of(ProcessorFactory factory, Map<String, ?> options) {
    return new Setup(factory, options);
  }

  private static Options complete(List<Option> descriptors, Map<String, ?> given) {
    Map<String, Object> values = new TreeMap<>(given);
    for (Option descriptor : descriptors) {
      if (descriptor.defaultValue() != null) {
        values.putIfAbsent(descriptor.id(), descriptor.defaultValue());
      }
      if (descriptor.required() && !values.containsKey(descriptor.id())) {
        throw new IllegalArgumentException("option '" + descriptor.id() + "' must be given");
      }
    }
    List<String> known = descriptors.stream().map(Option::id).toList();
    if (!known.containsAll(values.keySet())) {
      throw new IllegalArgumentException("options " + values + " are not all among " + known);
    }
    return Options.of(values);
  }

  private static void checkPorts(
      List<Port> ports, List<MediaFormat> inputs, List<MediaFormat> outputs) {
    long listedInputs = ports.stream().filter(p -> p.direction() == Direction.INPUT).count();
    if (listedInputs != inputs.size() || ports.size() - listedInputs != outputs.size()) {
      throw new IllegalStateException(
          ports + " do not fit " + inputs.size() + " inputs and " + outputs.size() + " outputs");
    }
  }

  /** The processor. */
  public Processor processor() {
    return processor;
  }

  /** What it was prepared with. */
  public TestPreparation preparation() {
    return preparation;
  }

  /** The cycle that drives it. */
  public TestCycle cycle() {
    return cycle;
  }

  /** The first output for these inputs, in cycles of one period, the last one shorter. */
  public float[][] process(float[][]... signals) {
    return processInParts(preparation::period, signals);
  }

  /**
   * The first output for these inputs.
   *
   * @param lengths the frames of every cycle; cut to the period and to what is left
   * @param signals one for every input: channels times frames, all of the same length, an all-zero
   *     one is not declared silent; null for a silent one
   */
  public float[][] processInParts(IntSupplier lengths, float[][]... signals) {
    if (signals.length != inputs) {
      throw new IllegalArgumentException(signals.length + " signals for " + inputs + " inputs");
    }
    int frames = length(signals);
    float[][] result = new float[cycle.audioOut(0).channels()][frames];
    for (int done = 0; done < frames; ) {
      int now = Math.min(Math.min(lengths.getAsInt(), preparation.period()), frames - done);
      cycle.begin(now);
      for (int i = 0; i < inputs; i++) {
        if (signals[i] == null) {
          cycle.audioIn(i).clear();
        } else {
          cycle.audioIn(i).write(signals[i], done, now);
        }
      }
      processor.process(cycle);
      cycle.audioOut(0).read(result, done, now);
      done += now;
    }
    return result;
  }

  private static int length(float[][][] signals) {
    for (float[][] signal : signals) {
      if (signal != null) {
        return signal[0].length;
      }
    }
    throw new IllegalArgumentException("give at least one signal that is not null");
  }

  /** The bytes that a cycle allocates on the heap once warm; the inputs stay as they are. */
  public long allocatedBytes() {
    return Allocation.bytes(
        500,
        () -> {
          cycle.begin();
          processor.process(cycle);
        });
  }

  /** Releases the processor. */
  @Override
  public void close() {
    processor.release();
  }
}
