// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal.exchange;

import java.util.List;

/**
 * Where everything lies in the memory that a node shares with its child process: a header, then
 * {@value #SLOTS} slots of one block each, then two places for the state.
 *
 * <p>The blocks are numbered; block {@code n} lies in slot {@code n mod SLOTS}. The parent fills in
 * a slot and then raises {@link #SUBMITTED} to its number, the child processes it in place and then
 * raises {@link #COMPLETED}. Each of the two words is written by one side alone and is a futex that
 * the other may wait on.
 */
public final class BlockLayout {

  /** Blocks under way at most, a power of two. */
  public static final int SLOTS = 4;

  /** The most bytes that a node may share. */
  public static final long MAXIMUM_BYTES = 256L << 20;

  /** The most bytes of events of one port and block. */
  public static final int EVENT_BYTES = 16 * 1024;

  /** The most events of one port and block. */
  public static final int EVENTS = 1024;

  /** The number of the last block that the parent handed in. Parent writes. */
  public static final long SUBMITTED = 0;

  /** The number of the last block that the child has done. Child writes. */
  public static final long COMPLETED = 64;

  /** Not 0: the child shall write the state after each block. Parent writes. */
  public static final long STATE_WANTED = 128;

  /** The block after which the last whole state was written. Child writes. */
  public static final long STATE_DONE = 196;

  /** Bytes of the state after an even block; 8 bytes further of that after an odd one. */
  public static final long STATE_LENGTH = 200;

  /** In a slot: the frames of the block. */
  public static final long FRAMES = 0;

  /** In a slot: 1 freewheeling, 2 rolling. */
  public static final long FLAGS = 4;

  /** In a slot: the position. */
  public static final long POSITION = 8;

  /** In a slot: when the cycle started. */
  public static final long TIME = 16;

  /** In a slot: when the cycle must have ended. */
  public static final long DEADLINE = 24;

  /** In a slot: the measured rate. */
  public static final long MEASURED_RATE = 32;

  /** In a slot: the transport's position. */
  public static final long TRANSPORT_POSITION = 40;

  /** In a slot: the tempo. */
  public static final long TEMPO = 48;

  /** In a slot: the beat. */
  public static final long BEAT = 56;

  /** In a slot: beats in a bar. */
  public static final long BEATS_PER_BAR = 64;

  /** In a slot: the note that is one beat. */
  public static final long BEAT_UNIT = 68;

  /** In a slot, written by the child: not 0 where the processor threw. */
  public static final long THREW = 72;

  /** {@link #FLAGS}: cycles follow one another as fast as they can. */
  public static final int FREEWHEELING = 1;

  /** {@link #FLAGS}: the transport rolls. */
  public static final int ROLLING = 2;

  /** In the area of an event port: how many there are. */
  public static final long EVENT_COUNT = 0;

  /** In the area of an event port: where its events' descriptions begin, 16 bytes each. */
  public static final long EVENT_TABLE = 64;

  /** In the area of an event port: where its events' bytes begin. */
  public static final long EVENT_DATA = EVENT_TABLE + EVENTS * 16L;

  private static final long LINE = 64;
  private static final long HEADER = 4096;
  private static final long SLOT_HEADER = 128;

  private final int period;
  private final List<PortShape> inputs;
  private final List<PortShape> outputs;
  private final int parameters;
  private final int meters;
  private final long stateBytes;
  private final long channelBytes;
  private final long changing;
  private final long curves;
  private final long curveBytes;
  private final long meterValues;
  private final long[] inputAreas;
  private final long[] outputAreas;
  private final long slotBytes;
  private final long stateArea;
  private final long bytes;

  /**
   * A layout.
   *
   * @param period the most frames of a block
   * @param stateBytes the most bytes of a state; 0 where there is none
   * @throws IllegalArgumentException if it would be larger than {@value #MAXIMUM_BYTES} bytes
   */
  public BlockLayout(
      int period,
      List<PortShape> inputs,
      List<PortShape> outputs,
      int parameters,
      int meters,
      long stateBytes) {
    if (period < 1 || parameters < 0 || meters < 0 || stateBytes < 0) {
      throw new IllegalArgumentException("a layout has no negative sizes");
    }
    this.period = period;
    this.inputs = List.copyOf(inputs);
    this.outputs = List.copyOf(outputs);
    this.parameters = parameters;
    this.meters = meters;
    this.stateBytes = Math.min(stateBytes, MAXIMUM_BYTES);
    channelBytes = lines(period * 4L);
    changing = SLOT_HEADER;
    curves = changing + lines(parameters * 4L);
    curveBytes = lines((period + 1L) * 4);
    meterValues = curves + parameters * curveBytes;
    long next = meterValues + lines(meters * 8L);
    inputAreas = new long[inputs.size()];
    for (int i = 0; i < inputAreas.length; i++) {
      inputAreas[i] = next;
      next += areaBytes(inputs.get(i));
    }
    outputAreas = new long[outputs.size()];
    for (int i = 0; i < outputAreas.length; i++) {
      outputAreas[i] = next;
      next += areaBytes(outputs.get(i));
    }
    slotBytes = next;
    stateArea = HEADER + SLOTS * slotBytes;
    bytes = stateArea + 2 * lines(this.stateBytes);
    if (bytes > MAXIMUM_BYTES) {
      throw new IllegalArgumentException(
          "it would share "
              + bytes
              + " bytes with its child process, more than the "
              + MAXIMUM_BYTES
              + " there are; use fewer channels or a shorter period");
    }
  }

  private static long lines(long size) {
    return (size + LINE - 1) / LINE * LINE;
  }

  private long areaBytes(PortShape shape) {
    return shape.isAudio()
        ? LINE + shape.channels().count() * channelBytes
        : lines(EVENT_DATA + EVENT_BYTES);
  }

  /** The most frames of a block. */
  public int period() {
    return period;
  }

  /** The shapes of the inputs. */
  public List<PortShape> inputs() {
    return inputs;
  }

  /** The shapes of the outputs. */
  public List<PortShape> outputs() {
    return outputs;
  }

  /** The number of parameters. */
  public int parameters() {
    return parameters;
  }

  /** The number of meters. */
  public int meters() {
    return meters;
  }

  /** The most bytes of a state. */
  public long stateBytes() {
    return stateBytes;
  }

  /** The size of the whole memory. */
  public long bytes() {
    return bytes;
  }

  /** Where the slot of a block begins. */
  public long slot(int block) {
    return HEADER + (block & (SLOTS - 1)) * slotBytes;
  }

  /** In a slot: where an input begins: for audio first whether it is silent. */
  public long input(int port) {
    return inputAreas[port];
  }

  /** In a slot: where an output begins: for audio first whether it is silent. */
  public long output(int port) {
    return outputAreas[port];
  }

  /** In the area of an audio port: where a channel's samples begin. */
  public long channel(int channel) {
    return LINE + channel * channelBytes;
  }

  /** In a slot: whether a parameter changes within the block. */
  public long changing(int parameter) {
    return changing + parameter * 4L;
  }

  /**
   * In a slot: a parameter's value at the first frame, then at each of the others where it changes.
   */
  public long curve(int parameter) {
    return curves + parameter * curveBytes;
  }

  /** In a slot: a meter's value. */
  public long meter(int meter) {
    return meterValues + meter * 8L;
  }

  /** Where the state after a block is written, or that to be loaded for 0. */
  public long state(int block) {
    return stateArea + (block & 1) * lines(stateBytes);
  }
}
