// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal.exchange;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.event.EventReader;
import org.tactus.api.event.EventWriter;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Transport;
import org.tactus.api.packet.PacketReader;
import org.tactus.api.packet.PacketWriter;
import org.tactus.api.parameter.Meters;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.parameter.Parameters;
import org.tactus.api.processor.Processor;
import org.tactus.api.video.VideoReader;
import org.tactus.api.video.VideoWriter;
import org.tactus.linux.Futex;

/**
 * The child's side of the shared memory: waits for blocks, has a processor compute them, says that
 * they are done. One thread runs it and any other ends it.
 */
public final class BlockReceiver implements Cycle, Parameters, Meters {

  /** C2 compiles a method after 5,000 calls (Tier4InvocationThreshold of HotSpot). */
  private static final int REHEARSED_BLOCKS = 12_000;

  private static final int SILENT_EVERY = 64;
  private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

  private static final long LONGEST_WAIT_NANOS = 200_000_000;

  private final BlockLayout layout;
  private final MemorySegment memory;
  private final Processor processor;
  private final Futex submitted;
  private final Futex completed;
  private final ChildBlock[] audioIn;
  private final ChildBlock[] audioOut;
  private final ChildEventsIn[] eventsIn;
  private final ChildEventsOut[] eventsOut;
  private final float[] firstValues;
  private final long[] revisions;
  private final double[] meters;
  private final Transport transport = new ParentTransport();
  private final MemorySegment[] states;
  private boolean entered;
  private long slot;
  private int frames;
  private Throwable thrown;
  private volatile boolean ending;

  /** A side over memory that the parent made, for a processor that is prepared. */
  public BlockReceiver(BlockLayout layout, MemorySegment memory, Processor processor) {
    this.layout = layout;
    this.memory = memory;
    this.processor = processor;
    submitted = new Futex(memory.asSlice(BlockLayout.SUBMITTED, 4), true);
    completed = new Futex(memory.asSlice(BlockLayout.COMPLETED, 4), true);
    int inputs = layout.inputs().size();
    int outputs = layout.outputs().size();
    audioIn = new ChildBlock[inputs];
    eventsIn = new ChildEventsIn[inputs];
    for (int i = 0; i < inputs; i++) {
      if (layout.inputs().get(i).isAudio()) {
        audioIn[i] = new ChildBlock(layout.inputs().get(i).channels(), layout.period());
      } else {
        eventsIn[i] = new ChildEventsIn(memory);
      }
    }
    audioOut = new ChildBlock[outputs];
    eventsOut = new ChildEventsOut[outputs];
    for (int i = 0; i < outputs; i++) {
      if (layout.outputs().get(i).isAudio()) {
        audioOut[i] = new ChildBlock(layout.outputs().get(i).channels(), layout.period());
      } else {
        eventsOut[i] = new ChildEventsOut(memory);
      }
    }
    firstValues = new float[layout.parameters()];
    revisions = new long[layout.parameters()];
    meters = new double[layout.meters()];
    Arrays.fill(meters, Double.NaN);
    states =
        new MemorySegment[] {
          memory.asSlice(layout.state(0), layout.stateBytes()),
          memory.asSlice(layout.state(1), layout.stateBytes())
        };
  }

  /**
   * Processes blocks until {@link #end}, or until the processor throws.
   *
   * @return what it threw; null if it was ended
   */
  public Throwable run() {
    int done = completed.get();
    while (!ending && thrown == null) {
      int last = submitted.get();
      if (last == done) {
        // Not for ever: a wake-up by end() may come just before.
        submitted.awaitUntil(done, System.nanoTime() + LONGEST_WAIT_NANOS);
        continue;
      }
      done = done + 1 == 0 ? 1 : done + 1;
      process(done);
      completed.set(done);
      completed.wake(1);
    }
    return thrown;
  }

  /** Makes ready for {@link #run}, the first time or again. */
  public void begin() {
    ending = false;
    thrown = null;
  }

  /**
   * Processes blocks of noise and, now and then, of silence, in memory that nobody else has.
   *
   * @param parameters have their default values
   * @param rate frames a second
   * @param deadline when to end at the latest, on the scale of System.nanoTime()
   */
  public void rehearse(List<Parameter> parameters, double rate, long deadline) {
    SplittableRandom random = new SplittableRandom(1);
    for (int block = 1;
        block <= REHEARSED_BLOCKS && System.nanoTime() - deadline < 0 && thrown == null;
        block++) {
      long at = layout.slot(block);
      memory.set(BlockSender.INT, at + BlockLayout.FRAMES, layout.period());
      memory.set(BlockSender.LONG, at + BlockLayout.POSITION, (long) (block - 1) * layout.period());
      memory.set(BlockSender.LONG, at + BlockLayout.TIME, System.nanoTime());
      memory.set(BlockSender.LONG, at + BlockLayout.DEADLINE, deadline);
      memory.set(BlockSender.DOUBLE, at + BlockLayout.MEASURED_RATE, rate);
      memory.set(BlockSender.DOUBLE, at + BlockLayout.TEMPO, 120);
      memory.set(BlockSender.INT, at + BlockLayout.BEATS_PER_BAR, 4);
      memory.set(BlockSender.INT, at + BlockLayout.BEAT_UNIT, 4);
      for (int i = 0; i < parameters.size(); i++) {
        memory.set(BlockSender.FLOAT, at + layout.curve(i), parameters.get(i).defaultValue());
      }
      boolean silent = block % SILENT_EVERY == 0;
      for (int i = 0; i < audioIn.length; i++) {
        if (audioIn[i] != null) {
          makeNoise(at + layout.input(i), audioIn[i].channels(), silent ? 0 : 0.25, random);
        }
      }
      process(block);
      completed.set(block);
    }
  }

  private void makeNoise(long area, int channels, double amplitude, SplittableRandom random) {
    memory.set(BlockSender.INT, area, amplitude == 0 ? 1 : 0);
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < layout.period(); i++) {
        memory.set(
            BlockSender.FLOAT,
            area + layout.channel(c) + i * 4L,
            (float) ((random.nextDouble() - 0.5) * amplitude));
      }
    }
  }

  /** Ends {@link #run} before its next block. */
  public void end() {
    ending = true;
    submitted.wake(1);
  }

  /** Processes one block; the caller says that it is done. */
  void process(int block) {
    slot = layout.slot(block);
    frames = Math.clamp(memory.get(BlockSender.INT, slot + BlockLayout.FRAMES), 0, layout.period());
    enterParameters();
    for (int i = 0; i < audioIn.length; i++) {
      if (audioIn[i] != null) {
        readAudio(audioIn[i], slot + layout.input(i));
      } else {
        eventsIn[i].moveTo(slot + layout.input(i));
      }
    }
    for (int i = 0; i < audioOut.length; i++) {
      if (audioOut[i] != null) {
        audioOut[i].setSilent(false);
      } else {
        eventsOut[i].begin(slot + layout.output(i), frames);
      }
    }
    memory.set(BlockSender.INT, slot + BlockLayout.THREW, 0);
    try {
      processor.process(this);
      if (memory.get(BlockSender.INT, BlockLayout.STATE_WANTED) != 0) {
        saveState(block);
      }
    } catch (Throwable e) {
      thrown = e;
      memory.set(BlockSender.INT, slot + BlockLayout.THREW, 1);
      return;
    }
    for (int i = 0; i < audioOut.length; i++) {
      if (audioOut[i] != null) {
        writeAudio(audioOut[i], slot + layout.output(i));
      }
    }
    for (int i = 0; i < meters.length; i++) {
      memory.set(BlockSender.DOUBLE, slot + layout.meter(i), meters[i]);
    }
  }

  private void enterParameters() {
    for (int i = 0; i < firstValues.length; i++) {
      float first = memory.get(BlockSender.FLOAT, slot + layout.curve(i));
      if (entered && first != firstValues[i]) {
        revisions[i]++;
      }
      firstValues[i] = first;
    }
    entered = true;
  }

  private void readAudio(ChildBlock block, long area) {
    for (int c = 0; c < block.channels(); c++) {
      MemorySegment.copy(memory, area + layout.channel(c), block.channel(c), 0, frames * 4L);
    }
    block.setSilent(memory.get(BlockSender.INT, area) != 0);
  }

  private void writeAudio(ChildBlock block, long area) {
    for (int c = 0; c < block.channels(); c++) {
      MemorySegment.copy(block.channel(c), 0, memory, area + layout.channel(c), frames * 4L);
    }
    memory.set(BlockSender.INT, area, block.isSilent() ? 1 : 0);
  }

  private void saveState(int block) {
    if (layout.stateBytes() == 0) {
      return;
    }
    long length = processor.saveState(states[block & 1]);
    memory.set(BlockSender.LONG, BlockLayout.STATE_LENGTH + (block & 1) * 8L, length);
    WORD.setRelease(memory, BlockLayout.STATE_DONE, block);
  }

  /** The state that the parent put there for the processor to take. */
  public MemorySegment stateToLoad(long length) {
    return memory.asSlice(layout.state(0), length).asReadOnly();
  }

  @Override
  public int frames() {
    return frames;
  }

  @Override
  public long position() {
    return memory.get(BlockSender.LONG, slot + BlockLayout.POSITION);
  }

  @Override
  public long time() {
    return memory.get(BlockSender.LONG, slot + BlockLayout.TIME);
  }

  @Override
  public long deadline() {
    return memory.get(BlockSender.LONG, slot + BlockLayout.DEADLINE);
  }

  @Override
  public double measuredRate() {
    return memory.get(BlockSender.DOUBLE, slot + BlockLayout.MEASURED_RATE);
  }

  private int flags() {
    return memory.get(BlockSender.INT, slot + BlockLayout.FLAGS);
  }

  @Override
  public boolean isFreewheeling() {
    return (flags() & BlockLayout.FREEWHEELING) != 0;
  }

  @Override
  public Transport transport() {
    return transport;
  }

  @Override
  public AudioBlock audioIn(int input) {
    return audioIn[input];
  }

  @Override
  public AudioBlock audioOut(int output) {
    return audioOut[output];
  }

  @Override
  public EventReader eventsIn(int input) {
    return eventsIn[input];
  }

  @Override
  public EventWriter eventsOut(int output) {
    return eventsOut[output];
  }

  @Override
  public PacketReader packetsIn(int input) {
    return null;
  }

  @Override
  public PacketWriter packetsOut(int output) {
    return null;
  }

  @Override
  public VideoReader videoIn(int input) {
    return null;
  }

  @Override
  public VideoWriter videoOut(int output) {
    return null;
  }

  @Override
  public Parameters parameters() {
    return this;
  }

  @Override
  public Meters meters() {
    return this;
  }

  @Override
  public void end(int endFrames) {
    // A source alone ends; an isolated node is a processor.
  }

  @Override
  public float value(int index) {
    return firstValues[index];
  }

  @Override
  public float valueAt(int index, int frame) {
    return isChanging(index)
        ? memory.get(BlockSender.FLOAT, slot + layout.curve(index) + frame * 4L)
        : firstValues[index];
  }

  @Override
  public boolean isChanging(int index) {
    return memory.get(BlockSender.INT, slot + layout.changing(index)) != 0;
  }

  @Override
  public long revision(int index) {
    return revisions[index];
  }

  @Override
  public void set(int index, double value) {
    meters[index] = value;
  }

  /** The parent's transport at the first frame of the block. */
  private final class ParentTransport implements Transport {

    @Override
    public boolean isRolling() {
      return (flags() & BlockLayout.ROLLING) != 0;
    }

    @Override
    public long position() {
      return memory.get(BlockSender.LONG, slot + BlockLayout.TRANSPORT_POSITION);
    }

    @Override
    public double tempo() {
      return memory.get(BlockSender.DOUBLE, slot + BlockLayout.TEMPO);
    }

    @Override
    public double beat() {
      return memory.get(BlockSender.DOUBLE, slot + BlockLayout.BEAT);
    }

    @Override
    public int beatsPerBar() {
      return memory.get(BlockSender.INT, slot + BlockLayout.BEATS_PER_BAR);
    }

    @Override
    public int beatUnit() {
      return memory.get(BlockSender.INT, slot + BlockLayout.BEAT_UNIT);
    }
  }
}
