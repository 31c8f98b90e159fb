// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tactus.api.Direction;
import org.tactus.api.MediaFormat;
import org.tactus.api.MediaKind;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.api.event.EventFormat;
import org.tactus.api.event.EventKind;
import org.tactus.api.node.Port;
import org.tactus.api.parameter.Meter;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.Processor;
import org.tactus.testkit.TestBlock;
import org.tactus.testkit.TestCycle;
import org.tactus.testkit.TestEvents;

/** A processor that was created, negotiated and prepared, and what drives it. */
final class Rig implements AutoCloseable {

  /** A NaN that no arithmetic makes: what an output holds before it is written. */
  private static final int UNWRITTEN = 0x7FA5_5AA5;

  /** One event in so many frames. */
  private static final int FRAMES_PER_EVENT = 97;

  final Setup setup;
  final List<Port> inputs = new ArrayList<>();
  final List<Port> outputs = new ArrayList<>();
  final List<MediaFormat> inputFormats = new ArrayList<>();
  final List<MediaFormat> outputFormats;
  final KitPreparation preparation;
  final TestCycle cycle;
  final int outputChannels;
  private final ProcessorSubject subject;
  private final Map<Processor, List<MemorySegment>> living = new IdentityHashMap<>();
  private Processor processor;
  private boolean shared;

  /** What two processors may differ by, as a share of the greatest sample. */
  double rounding = Recording.ROUNDING;

  Rig(ProcessorSubject subject, Setup setup) throws Broken, Inapplicable, RefusedException {
    this(subject, setup, KitPreparation.MOST_BYTES);
  }

  /** With so much memory for each processor. */
  Rig(ProcessorSubject subject, Setup setup, long memoryLimit)
      throws Broken, Inapplicable, RefusedException {
    this.subject = subject;
    this.setup = setup;
    preparation = new KitPreparation(setup.rate(), setup.period(), subject.memory(), memoryLimit);
    for (Port port : subject.ports(setup.options())) {
      (port.direction() == Direction.INPUT ? inputs : outputs).add(port);
    }
    for (int i = 0; i < inputs.size(); i++) {
      boolean linked = (setup.unlinked() >> i & 1) == 0;
      MediaFormat format =
          inputs.get(i).kind() == MediaKind.EVENT
              ? EventFormat.INSTANCE
              : AudioFormat.of(setup.rate(), setup.channels());
      inputFormats.add(linked ? format : null);
    }
    processor = create();
    outputFormats = negotiate(processor);
    preparation
        .inputs(inputFormats.toArray(MediaFormat[]::new))
        .outputs(outputFormats.toArray(MediaFormat[]::new))
        .initialValues(initialValues());
    prepare(processor);
    cycle = cycle();
    outputChannels =
        outputFormats.stream()
            .mapToInt(format -> format instanceof AudioFormat audio ? audio.channels() : 0)
            .sum();
  }

  private Processor create() throws Broken, RefusedException {
    subject.calls("create");
    Processor created = subject.factory().create(setup.options());
    if (created == null) {
      throw new Broken("create() gave null; return a processor or throw RefusedException");
    }
    return created;
  }

  private List<MediaFormat> negotiate(Processor candidate) throws Broken, RefusedException {
    subject.calls("negotiate");
    List<MediaFormat> formats =
        candidate.negotiate(java.util.Collections.unmodifiableList(new ArrayList<>(inputFormats)));
    if (formats == null || formats.size() != outputs.size()) {
      throw new Broken(
          "negotiate() gave "
              + (formats == null ? "null" : Integer.toString(formats.size()))
              + " formats for "
              + outputs.size()
              + " outputs; give one for each");
    }
    for (int i = 0; i < formats.size(); i++) {
      checkFormat(outputs.get(i), formats.get(i));
    }
    return formats;
  }

  private void checkFormat(Port port, MediaFormat format) throws Broken {
    if (format == null || format.kind() != port.kind()) {
      throw new Broken(
          "negotiate() gave "
              + format
              + " for output '"
              + port.name()
              + "' of "
              + port.kind()
              + "; give a format of its kind");
    }
    if (format instanceof AudioFormat audio && !audio.rate().equals(setup.rate())) {
      throw new Broken(
          "negotiate() gave "
              + audio
              + " for output '"
              + port.name()
              + "' of a pipeline at "
              + setup.rate()
              + " Hz; keep its rate");
    }
  }

  private float[] initialValues() {
    List<Parameter> parameters = subject.parameters();
    float[] initial = new float[parameters.size()];
    for (int i = 0; i < initial.length; i++) {
      Parameter parameter = parameters.get(i);
      initial[i] = setup.values().getOrDefault(parameter.id(), parameter.defaultValue());
    }
    return initial;
  }

  private void prepare(Processor candidate) throws RefusedException {
    subject.calls("prepare");
    preparation.beginNode();
    try {
      candidate.prepare(preparation);
    } catch (RefusedException e) {
      preparation.takeBack(preparation.lent());
      throw e;
    }
    living.put(candidate, preparation.lent());
  }

  private TestCycle cycle() {
    TestCycle.Builder builder =
        TestCycle.of(setup.rate(), setup.period())
            .position(setup.position())
            .parameters(subject.parameters())
            .meters(subject.type().meters());
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).kind() == MediaKind.EVENT) {
        builder.eventsIn();
      } else {
        builder.audioIn(
            inputFormats.get(i) instanceof AudioFormat audio ? audio.layout() : ChannelLayout.MONO);
      }
    }
    subject.calls("worksInPlace");
    shared =
        setup.inPlace()
            && processor.worksInPlace()
            && !inputs.isEmpty()
            && !outputs.isEmpty()
            && inputFormats.getFirst() instanceof AudioFormat in
            && outputFormats.getFirst() instanceof AudioFormat out
            && Objects.equals(in.layout(), out.layout());
    for (int i = 0; i < outputs.size(); i++) {
      if (outputFormats.get(i) instanceof AudioFormat audio) {
        if (i == 0 && shared) {
          builder.audioOutInPlace();
        } else {
          builder.audioOut(audio.layout());
        }
      } else {
        builder.eventsOut();
      }
    }
    TestCycle built = builder.build();
    setup.values().forEach((id, value) -> built.parameters().preset(id, value));
    built.transport().roll();
    return built;
  }

  /** Whether the first output shares the memory of the first input. */
  boolean isShared() {
    return shared;
  }

  Processor processor() {
    return processor;
  }

  /** A second processor, prepared as the first was. */
  Processor another() throws Broken, RefusedException {
    Processor next = create();
    List<MediaFormat> formats = negotiate(next);
    if (!formats.equals(outputFormats)) {
      throw new Broken(
          "negotiate() gave "
              + formats
              + " where it gave "
              + outputFormats
              + " before; give the same for the same inputs");
    }
    prepare(next);
    return next;
  }

  /** Lets another processor do the coming cycles and releases the one that did. */
  void replace(Processor successor) {
    release(processor);
    processor = successor;
  }

  void release(Processor candidate) {
    List<MemorySegment> lent = living.remove(candidate);
    if (lent != null) {
      subject.calls("release");
      candidate.release();
      preparation.takeBack(lent);
    }
  }

  List<Parameter> parameters() {
    return subject.parameters();
  }

  /** The channels of all linked audio inputs. */
  int inputChannels() {
    return inputFormats.stream()
        .mapToInt(format -> format instanceof AudioFormat audio ? audio.channels() : 0)
        .sum();
  }

  /** Declares the inputs silent, which hold zeros. */
  void declareSilence() {
    for (int i = 0; i < inputs.size(); i++) {
      TestBlock block = cycle.audioIn(i);
      if (block != null) {
        block.setSilent(true);
      }
    }
  }

  /** Begins a cycle and fills the inputs. */
  void begin(Signal signal) {
    cycle.begin();
    fill(signal);
  }

  void fill(Signal signal) {
    for (int i = 0; i < inputs.size(); i++) {
      TestEvents events = cycle.eventsIn(i);
      if (events != null) {
        fill(events);
      } else if (inputFormats.get(i) == null || signal == Signal.SILENCE) {
        cycle.audioIn(i).clear();
      } else {
        fill(cycle.audioIn(i), i, signal);
      }
    }
  }

  private void fill(TestBlock block, int input, Signal signal) {
    for (int channel = 0; channel < block.channels(); channel++) {
      for (int frame = 0; frame < cycle.frames(); frame++) {
        block.set(channel, frame, signal.at(input, channel, cycle.position() + frame));
      }
    }
    block.setSilent(false);
  }

  private void fill(TestEvents events) {
    for (int frame = 0; frame < cycle.frames(); frame++) {
      long hash = Hash.of(cycle.position() + frame);
      if (hash % FRAMES_PER_EVENT == 0) {
        int status = (hash & 1 << 20) == 0 ? 0x90 : 0x80;
        events.midi(frame, status, 48 + (int) (hash >>> 24 & 15), (int) (hash >>> 32 & 127));
      }
    }
  }

  /** Writes bytes that are no event of any kind, and some that are, at every few frames. */
  void fillWithAnything(long seed) {
    MemorySegment source = MemorySegment.ofArray(new byte[64]);
    for (int i = 0; i < inputs.size(); i++) {
      TestEvents events = cycle.eventsIn(i);
      if (events == null) {
        continue;
      }
      events.clear();
      for (int frame = 0; frame < cycle.frames(); frame += 3) {
        long hash = Hash.of(seed, i, cycle.position() + frame);
        for (int b = 0; b < 64; b += Long.BYTES) {
          source.set(JAVA_LONG_UNALIGNED, b, Hash.of(hash + b));
        }
        int length = 1 + (int) (hash >>> 8 & 63);
        EventKind kind = EventKind.values()[(int) (hash & 3)];
        events.write(frame, kind, source, 0, length);
      }
    }
  }

  /** Runs a processor on the cycle that was begun. */
  void process(Processor candidate) {
    for (int i = 0; i < outputs.size(); i++) {
      TestBlock block = cycle.audioOut(i);
      if (block != null) {
        block.setSilent(false);
        if (!block.isInPlace()) {
          poison(block);
        }
      } else {
        cycle.eventsOut(i).clear();
      }
    }
    subject.calls("process");
    candidate.process(cycle);
  }

  private static void poison(TestBlock block) {
    for (int channel = 0; channel < block.channels(); channel++) {
      MemorySegment samples = block.channel(channel);
      for (int frame = 0; frame < block.capacity(); frame++) {
        samples.setAtIndex(JAVA_INT, frame, UNWRITTEN);
      }
    }
  }

  /** The place of a sample that no output was written to: "frame 3 of output 'out'", or null. */
  String unwritten() {
    for (int i = 0; i < outputs.size(); i++) {
      TestBlock block = cycle.audioOut(i);
      for (int channel = 0; block != null && channel < block.channels(); channel++) {
        for (int frame = 0; frame < cycle.frames(); frame++) {
          if (block.channel(channel).getAtIndex(JAVA_INT, frame) == UNWRITTEN) {
            return "frame "
                + frame
                + " of channel "
                + channel
                + " of output '"
                + outputs.get(i).name()
                + "'";
          }
        }
      }
    }
    return null;
  }

  void step(Signal signal) {
    begin(signal);
    process(processor);
  }

  /** What comes out in so many frames, rounded up to whole cycles. */
  Recording record(Signal signal, int frames) {
    int cycles = (frames + setup.period() - 1) / setup.period();
    Recording recording = new Recording(outputChannels, cycles * setup.period());
    for (int i = 0; i < cycles; i++) {
      step(signal);
      read(recording, i * setup.period());
    }
    return recording;
  }

  /** What a processor published in the cycle that it processed; NaN where it published nothing. */
  double[] processAndMeasure(Processor candidate) {
    List<Meter> meters = subject.type().meters();
    for (int i = 0; i < meters.size(); i++) {
      cycle.meters().set(i, Double.NaN);
    }
    process(candidate);
    return meters.stream().mapToDouble(meter -> cycle.meters().value(meter.id())).toArray();
  }

  /**
   * Runs two processors on the same input and tells where the second differs from the first: "123:
   * 0.5 and not 0.25", or null.
   */
  String difference(Processor expected, Processor actual, Signal signal, int frames) {
    Recording a = new Recording(outputChannels, setup.period());
    Recording b = new Recording(outputChannels, setup.period());
    for (int done = 0; done < frames; done += setup.period()) {
      begin(signal);
      String difference = difference(expected, actual, a, b);
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  /** The same for the cycle that was begun. */
  String difference(Processor expected, Processor actual, Recording a, Recording b) {
    a.events.clear();
    b.events.clear();
    double[] metersA = processAndMeasure(expected);
    read(a, 0);
    double[] metersB = processAndMeasure(actual);
    read(b, 0);
    int at = b.difference(a, rounding);
    if (at >= 0) {
      return b.words(a, at) + " at frame " + (cycle.position() + at - setup.position());
    }
    if (!a.events.equals(b.events)) {
      return "the events " + b.events + " and not " + a.events;
    }
    for (int i = 0; i < metersA.length; i++) {
      double allowed = 1e-6 * Math.max(1, Math.abs(metersA[i]));
      if (Double.compare(metersA[i], metersB[i]) != 0
          && !(Math.abs(metersA[i] - metersB[i]) <= allowed)) {
        return metersB[i]
            + " and not "
            + metersA[i]
            + " for meter '"
            + subject.type().meters().get(i).id()
            + "'";
      }
    }
    return null;
  }

  /** Reads the outputs of the cycle that was processed. */
  void read(Recording recording, int at) {
    int first = 0;
    for (int i = 0; i < outputs.size(); i++) {
      TestBlock block = cycle.audioOut(i);
      if (block != null) {
        float[][] part = new float[block.channels()][];
        System.arraycopy(recording.samples, first, part, 0, part.length);
        block.read(part, at, cycle.frames());
        first += part.length;
      } else {
        TestEvents events = cycle.eventsOut(i);
        for (int event = 0; event < events.size(); event++) {
          recording.events.add(
              (at + events.frameOffset(event)) + ": " + i + " " + events.text(event));
        }
      }
    }
  }

  /** Releases all that live. */
  @Override
  public void close() {
    String before = subject.calling();
    for (Processor candidate : List.copyOf(living.keySet())) {
      release(candidate);
    }
    subject.calls(before);
  }
}
