// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.foreign.ValueLayout.OfFloat;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.node.Preparation;
import org.tactus.isolation.internal.exchange.BlockSender;

/**
 * One audio output: what the child delivered while it delivers, and else the dry signal, delayed as
 * the child would have delayed it, or silence where there is none. When a block is missing, the
 * step from the last sample that was heard is taken back in a straight line over the fade; when
 * blocks come again they are faded in over it. The cycle thread calls; nothing allocates.
 */
final class OutputFade {

  private static final OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  /** How long a fade takes, in milliseconds. */
  private static final double FADE_MILLIS = 5;

  /** The longest delay for which the dry signal is kept. */
  private static final long LONGEST_DELAY = 1 << 18;

  private final int channels;
  private final int dryChannels;
  private final int fade;
  private final int delay;
  private final int capacity;
  private final MemorySegment[] lines;
  private final float[] last;
  private final float[] offsets;
  private int write;
  private int read;
  private int offsetLeft;
  private float gain = 1;

  /**
   * A fade.
   *
   * @param channels of the output
   * @param dryChannels of the input whose signal is the dry one; 0 where there is none
   * @param delay of the output against that input, in frames
   */
  OutputFade(Preparation preparation, int channels, int dryChannels, long delay)
      throws RefusedException {
    this.channels = channels;
    this.dryChannels = delay > LONGEST_DELAY ? 0 : Math.min(channels, dryChannels);
    this.delay = (int) Math.min(delay, LONGEST_DELAY);
    fade = (int) Math.max(1, Math.round(preparation.rate().toDouble() * FADE_MILLIS / 1000));
    capacity = this.delay + preparation.period();
    lines = new MemorySegment[this.dryChannels];
    for (int c = 0; c < lines.length; c++) {
      lines[c] = preparation.allocate(capacity * (long) Float.BYTES, 64);
    }
    last = new float[channels];
    offsets = new float[channels];
  }

  /** Takes the dry signal of this cycle; first of all in a cycle. */
  void feed(AudioBlock input, int frames) {
    if (dryChannels == 0) {
      return;
    }
    int first = Math.min(frames, capacity - write);
    for (int c = 0; c < dryChannels; c++) {
      MemorySegment from = input.channel(Math.min(c, input.channels() - 1));
      MemorySegment.copy(from, 0, lines[c], write * 4L, first * 4L);
      MemorySegment.copy(from, first * 4L, lines[c], 0, (frames - first) * 4L);
    }
    read = write - delay;
    if (read < 0) {
      read += capacity;
    }
    write += frames;
    if (write >= capacity) {
      write -= capacity;
    }
  }

  /** Puts out a block that the child delivered. */
  void wet(AudioBlock out, BlockSender sender, int block, int output, int frames) {
    boolean plain = gain == 1 && offsetLeft == 0;
    for (int c = 0; c < channels; c++) {
      long from = sender.samples(block, output, c);
      if (plain) {
        MemorySegment.copy(sender.memory(), from, out.channel(c), 0, frames * 4L);
      } else {
        mix(out.channel(c), c, sender.memory(), from, frames);
      }
    }
    if (plain) {
      out.setSilent(sender.isSilent(block, output));
    }
    end(out, frames, true);
  }

  /** Puts out samples from elsewhere as if the child had delivered them. */
  void wet(AudioBlock out, MemorySegment samples, long offset, int frames) {
    for (int c = 0; c < channels; c++) {
      MemorySegment.copy(samples, offset + c * (frames * 4L), out.channel(c), 0, frames * 4L);
    }
    end(out, frames, true);
  }

  /** Puts out the silence with which a delay begins. */
  void nothingYet(AudioBlock out, int frames) {
    out.clear();
    end(out, frames, true);
  }

  /** Puts out a block that the child has not delivered. */
  void dry(AudioBlock out, int frames) {
    if (gain > 0) {
      for (int c = 0; c < channels; c++) {
        float step = last[c] - dry(c, 0);
        offsets[c] = Float.isFinite(step) ? step : 0;
      }
      offsetLeft = fade;
      gain = 0;
    }
    if (dryChannels == 0 && offsetLeft == 0) {
      out.clear();
      return;
    }
    for (int c = 0; c < channels; c++) {
      mix(out.channel(c), c, null, 0, frames);
    }
    end(out, frames, false);
  }

  private float dry(int channel, int frame) {
    if (channel >= dryChannels) {
      return 0;
    }
    int index = read + frame;
    return lines[channel].getAtIndex(FLOAT, index >= capacity ? index - capacity : index);
  }

  private void mix(MemorySegment out, int channel, MemorySegment wet, long from, int frames) {
    float share = gain;
    int left = offsetLeft;
    for (int i = 0; i < frames; i++) {
      float value = dry(channel, i);
      if (wet != null) {
        share = Math.min(1, share + 1f / fade);
        value += (wet.get(FLOAT, from + i * 4L) - value) * share;
      }
      if (left > 0) {
        left--;
        value += offsets[channel] * left / fade;
      }
      out.setAtIndex(FLOAT, i, value);
    }
  }

  private void end(AudioBlock out, int frames, boolean wet) {
    offsetLeft = Math.max(0, offsetLeft - frames);
    if (wet) {
      gain = Math.min(1, gain + frames / (float) fade);
    }
    for (int c = 0; c < channels && frames > 0; c++) {
      last[c] = out.channel(c).getAtIndex(FLOAT, frames - 1L);
    }
  }
}
