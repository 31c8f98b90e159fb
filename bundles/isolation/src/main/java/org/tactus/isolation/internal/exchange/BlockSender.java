// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal.exchange;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.foreign.ValueLayout.OfDouble;
import java.lang.foreign.ValueLayout.OfFloat;
import java.lang.foreign.ValueLayout.OfInt;
import java.lang.foreign.ValueLayout.OfLong;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.event.EventKind;
import org.tactus.api.event.EventReader;
import org.tactus.api.event.EventWriter;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Transport;
import org.tactus.api.parameter.Meters;
import org.tactus.api.parameter.Parameters;
import org.tactus.linux.Futex;

/**
 * The parent's side of the shared memory. The cycle thread submits and takes; no method that it
 * calls allocates, locks or waits, except {@link #awaitCompleted}, which is for freewheeling. What
 * the child wrote is never trusted: no number of its is used as an index unchecked.
 */
public final class BlockSender {

  static final OfInt INT = ValueLayout.JAVA_INT;
  static final OfLong LONG = ValueLayout.JAVA_LONG;
  static final OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
  static final OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE;
  private static final EventKind[] KINDS = EventKind.values();

  private final BlockLayout layout;
  private final MemorySegment memory;
  private final Futex submitted;
  private final Futex completed;
  private final int inputs;
  private final int outputs;
  private final int parameters;
  private final int meters;

  /** Of each input and output the channels; -1 for events. */
  private final int[] inputChannels;

  private final int[] outputChannels;
  private final double[] lastMeters;
  private volatile int last;

  /**
   * A side over zeroed memory.
   *
   * @param memory of as many bytes as the layout has
   */
  public BlockSender(BlockLayout layout, MemorySegment memory) {
    this.layout = layout;
    this.memory = memory;
    submitted = new Futex(memory.asSlice(BlockLayout.SUBMITTED, 4), true);
    completed = new Futex(memory.asSlice(BlockLayout.COMPLETED, 4), true);
    inputs = layout.inputs().size();
    outputs = layout.outputs().size();
    parameters = layout.parameters();
    meters = layout.meters();
    inputChannels =
        layout.inputs().stream().mapToInt(s -> s.isAudio() ? s.channels().count() : -1).toArray();
    outputChannels =
        layout.outputs().stream().mapToInt(s -> s.isAudio() ? s.channels().count() : -1).toArray();
    lastMeters = new double[meters];
    Arrays.fill(lastMeters, Double.NaN);
  }

  /** The layout. */
  public BlockLayout layout() {
    return layout;
  }

  /** The memory. */
  public MemorySegment memory() {
    return memory;
  }

  /** The number of the last block handed in; 0 before the first. Any thread. */
  public int submitted() {
    return last;
  }

  /** The number of the last block that the child has done. Any thread. */
  public int completed() {
    return completed.get();
  }

  /** Whether the child has done a block. */
  public boolean isCompleted(int block) {
    return completed.get() - block >= 0;
  }

  /**
   * Hands in the inputs of this cycle and wakes the child.
   *
   * @return the block's number, or 0 if every slot is under way
   */
  public int submit(Cycle cycle) {
    int block = last + 1;
    if (block == 0) {
      block = 1;
    }
    if (block - completed.get() > BlockLayout.SLOTS) {
      return 0;
    }
    write(cycle, layout.slot(block));
    last = block;
    submitted.set(block);
    submitted.wake(1);
    return block;
  }

  private void write(Cycle cycle, long slot) {
    int frames = cycle.frames();
    Transport transport = cycle.transport();
    memory.set(INT, slot + BlockLayout.FRAMES, frames);
    memory.set(
        INT,
        slot + BlockLayout.FLAGS,
        (cycle.isFreewheeling() ? BlockLayout.FREEWHEELING : 0)
            | (transport.isRolling() ? BlockLayout.ROLLING : 0));
    memory.set(LONG, slot + BlockLayout.POSITION, cycle.position());
    memory.set(LONG, slot + BlockLayout.TIME, cycle.time());
    memory.set(LONG, slot + BlockLayout.DEADLINE, cycle.deadline());
    memory.set(DOUBLE, slot + BlockLayout.MEASURED_RATE, cycle.measuredRate());
    memory.set(LONG, slot + BlockLayout.TRANSPORT_POSITION, transport.position());
    memory.set(DOUBLE, slot + BlockLayout.TEMPO, transport.tempo());
    memory.set(DOUBLE, slot + BlockLayout.BEAT, transport.beat());
    memory.set(INT, slot + BlockLayout.BEATS_PER_BAR, transport.beatsPerBar());
    memory.set(INT, slot + BlockLayout.BEAT_UNIT, transport.beatUnit());
    Parameters values = cycle.parameters();
    for (int i = 0; i < parameters; i++) {
      boolean changing = values.isChanging(i);
      long curve = slot + layout.curve(i);
      memory.set(INT, slot + layout.changing(i), changing ? 1 : 0);
      memory.set(FLOAT, curve, values.value(i));
      if (changing) {
        for (int frame = 1; frame <= frames; frame++) {
          memory.set(FLOAT, curve + frame * 4L, values.valueAt(i, frame));
        }
      }
    }
    for (int i = 0; i < inputs; i++) {
      if (inputChannels[i] >= 0) {
        writeAudio(cycle.audioIn(i), slot + layout.input(i), inputChannels[i], frames);
      } else {
        writeEvents(cycle.eventsIn(i), slot + layout.input(i));
      }
    }
  }

  private void writeAudio(AudioBlock block, long area, int channels, int frames) {
    int given = Math.min(channels, block.channels());
    memory.set(INT, area, block.isSilent() ? 1 : 0);
    for (int c = 0; c < given; c++) {
      MemorySegment.copy(block.channel(c), 0, memory, area + layout.channel(c), frames * 4L);
    }
  }

  private void writeEvents(EventReader events, long area) {
    int count = 0;
    int used = 0;
    int size = events == null ? 0 : events.size();
    for (int i = 0; i < size && count < BlockLayout.EVENTS; i++) {
      int length = events.length(i);
      if (length > BlockLayout.EVENT_BYTES - used) {
        break;
      }
      long entry = area + BlockLayout.EVENT_TABLE + count * 16L;
      memory.set(INT, entry, events.frameOffset(i));
      memory.set(INT, entry + 4, events.kind(i).ordinal());
      memory.set(INT, entry + 8, used);
      memory.set(INT, entry + 12, length);
      MemorySegment.copy(
          events.bytes(), events.start(i), memory, area + BlockLayout.EVENT_DATA + used, length);
      used += length;
      count++;
    }
    memory.set(INT, area + BlockLayout.EVENT_COUNT, count);
  }

  /** Whether the processor threw in a block that is completed. */
  public boolean threw(int block) {
    return memory.get(INT, layout.slot(block) + BlockLayout.THREW) != 0;
  }

  /** Whether the audio that the child wrote for a completed block is silent. */
  public boolean isSilent(int block, int output) {
    return memory.get(INT, layout.slot(block) + layout.output(output)) != 0;
  }

  /** Where in {@link #memory} the samples of a completed block's output begin. */
  public long samples(int block, int output, int channel) {
    return layout.slot(block) + layout.output(output) + layout.channel(channel);
  }

  /** The channels of an output; -1 for events. */
  public int outputChannels(int output) {
    return outputChannels[output];
  }

  /** The number of outputs. */
  public int outputs() {
    return outputs;
  }

  /** Passes on the events and meters of a completed block. */
  public void takeEventsAndMeters(int block, Cycle cycle) {
    long slot = layout.slot(block);
    for (int i = 0; i < outputs; i++) {
      if (outputChannels[i] < 0) {
        readEvents(slot + layout.output(i), cycle.eventsOut(i));
      }
    }
    Meters values = cycle.meters();
    for (int i = 0; i < meters; i++) {
      double value = memory.get(DOUBLE, slot + layout.meter(i));
      // By their bits, since NaN says that there is nothing to show.
      if (Double.doubleToRawLongBits(value) != Double.doubleToRawLongBits(lastMeters[i])) {
        lastMeters[i] = value;
        values.set(i, value);
      }
    }
  }

  private void readEvents(long area, EventWriter events) {
    int count = memory.get(INT, area + BlockLayout.EVENT_COUNT);
    if (events == null || count < 0 || count > BlockLayout.EVENTS) {
      return;
    }
    for (int i = 0; i < count; i++) {
      long entry = area + BlockLayout.EVENT_TABLE + i * 16L;
      int kind = memory.get(INT, entry + 4);
      int start = memory.get(INT, entry + 8);
      int length = memory.get(INT, entry + 12);
      if (kind >= 0
          && kind < KINDS.length
          && start >= 0
          && length > 0
          && start <= BlockLayout.EVENT_BYTES
          && length <= BlockLayout.EVENT_BYTES - start) {
        events.write(
            memory.get(INT, entry),
            KINDS[kind],
            memory,
            area + BlockLayout.EVENT_DATA + start,
            length);
      }
    }
  }

  /**
   * Waits until the child has done a block. For freewheeling, where nothing else paces the cycles.
   *
   * @param deadline on the scale of System.nanoTime()
   * @return whether it has
   */
  public boolean awaitCompleted(int block, long deadline) {
    int seen = completed.get();
    while (seen - block < 0) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      completed.awaitUntil(seen, deadline);
      seen = completed.get();
    }
    return true;
  }

  /** Asks the child to write the state after each block from now on. Control thread. */
  public void wantState() {
    memory.set(INT, BlockLayout.STATE_WANTED, 1);
  }

  /**
   * Copies the state after the last block handed in.
   *
   * @return its bytes; -1 if the child has not written it
   */
  public long copyState(MemorySegment target) {
    int block = last;
    if (block == 0 || (int) STATE.getAcquire(memory, BlockLayout.STATE_DONE) != block) {
      return -1;
    }
    long length = memory.get(LONG, BlockLayout.STATE_LENGTH + (block & 1) * 8L);
    if (length < 0 || length > layout.stateBytes() || length > target.byteSize()) {
      return -1;
    }
    MemorySegment.copy(memory, layout.state(block), target, 0, length);
    return length;
  }

  private static final VarHandle STATE = ValueLayout.JAVA_INT.varHandle();
}
