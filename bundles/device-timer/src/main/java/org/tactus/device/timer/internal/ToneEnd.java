// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.timer.internal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.tactus.api.MediaFormat;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.clock.Clock;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Preparation;
import org.tactus.api.node.StateLayout;

/** A source that renders a {@link Signal} for a number of frames. */
final class ToneEnd implements DeviceEnd {

  private static final int LINKED_POSITIONS = 1000;
  private static final long MAXIMUM_LINKED = 1L << 32;

  private static final int STATE_VERSION = 1;
  private static final long STATE_BYTES = 2 * Long.BYTES;
  private static final long STATE_NANOS = 500;

  private final Clock clock;
  private final AudioFormat format;
  private final Signal signal;
  private final long length;
  private long position;
  private boolean ended;

  /**
   * Makes a source.
   *
   * @param length frames after which it ends; {@link Long#MAX_VALUE} for never
   */
  ToneEnd(Clock clock, AudioFormat format, Signal signal, long length) {
    this.clock = clock;
    this.format = format;
    this.signal = signal;
    this.length = length;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public List<MediaFormat> negotiate(List<MediaFormat> inputs) {
    return List.of(format);
  }

  @Override
  public void prepare(Preparation preparation) throws RefusedException {
    link(preparation);
    reset();
  }

  /**
   * Runs what the cycle will run, at positions all over the signal, so that all of it is linked.
   */
  private void link(Preparation preparation) throws RefusedException {
    int period = preparation.period();
    long size = (long) period * Float.BYTES;
    MemorySegment from = preparation.allocate(size, Float.BYTES);
    MemorySegment to = preparation.allocate(size, Float.BYTES);
    for (int i = 0; i < LINKED_POSITIONS; i++) {
      signal.render(0, Math.min(length, MAXIMUM_LINKED) / LINKED_POSITIONS * i, 1, from);
    }
    for (long bytes = Float.BYTES; bytes <= size; bytes += Float.BYTES) {
      MemorySegment.copy(from, 0, to, 0, bytes);
    }
  }

  @Override
  public void process(Cycle cycle) {
    AudioBlock out = cycle.audioOut(0);
    int frames = (int) Math.min(cycle.frames(), length - position);
    if (frames < cycle.frames()) {
      out.clear();
    }
    if (frames > 0) {
      out.setSilent(false);
      render(out, frames);
      position += frames;
    }
    if (position == length && !ended) {
      ended = true;
      cycle.end(frames);
    }
  }

  private void render(AudioBlock out, int frames) {
    MemorySegment first = out.channel(0);
    signal.render(0, position, frames, first);
    boolean same = signal.isSameOnEveryChannel();
    int channels = out.channels();
    for (int channel = 1; channel < channels; channel++) {
      MemorySegment target = out.channel(channel);
      if (same) {
        MemorySegment.copy(first, 0, target, 0, (long) frames * Float.BYTES);
      } else {
        signal.render(channel, position, frames, target);
      }
    }
  }

  @Override
  public StateLayout stateLayout() {
    return StateLayout.copied(STATE_VERSION, STATE_BYTES, STATE_NANOS);
  }

  @Override
  public long saveState(MemorySegment target) {
    target.set(JAVA_LONG, 0, position);
    target.set(JAVA_LONG, Long.BYTES, ended ? 1 : 0);
    return STATE_BYTES;
  }

  @Override
  public boolean loadState(int version, MemorySegment source) {
    if (version != STATE_VERSION || source.byteSize() < STATE_BYTES) {
      return false;
    }
    long next = source.get(JAVA_LONG, 0);
    if (next < 0 || next > length) {
      return false;
    }
    position = next;
    ended = source.get(JAVA_LONG, Long.BYTES) != 0;
    signal.seek(position);
    return true;
  }

  @Override
  public void reset() {
    position = 0;
    ended = false;
    signal.reset();
  }

  @Override
  public long xruns() {
    return clock.xruns();
  }
}
