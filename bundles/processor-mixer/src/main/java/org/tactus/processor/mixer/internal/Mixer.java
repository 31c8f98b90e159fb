// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.mixer.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.tactus.api.MediaFormat;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Preparation;
import org.tactus.api.parameter.Parameters;
import org.tactus.api.processor.Processor;

/**
 * Adds inputs in the order of their numbers, each times 10^(db/20). An input of one channel goes to
 * every channel of the output, any other to the channels of the same number. Gains are smoothed by
 * the host, linear in decibels.
 */
final class Mixer implements Processor {

  private static final double NEPERS_PER_DECIBEL = Math.log(10) / 20;

  private final int inputs;
  private final int channels;
  private final float[] decibels;
  private final float[] factors;
  private boolean[] linked;
  private MemorySegment curve;

  Mixer(int inputs, int channels) {
    this.inputs = inputs;
    this.channels = channels;
    decibels = new float[inputs];
    factors = new float[inputs];
  }

  @Override
  public List<MediaFormat> negotiate(List<MediaFormat> formats) throws RefusedException {
    AudioFormat widest = null;
    for (MediaFormat format : formats) {
      if (format instanceof AudioFormat audio
          && (widest == null || audio.channels() > widest.channels())) {
        widest = audio;
      }
    }
    if (widest == null) {
      throw new RefusedException("mixer has no input; link a source to its input 1");
    }
    if (channels == 0 || channels == widest.channels()) {
      return List.of(widest);
    }
    if (channels < widest.channels()) {
      throw new RefusedException(
          "mixer with channels="
              + channels
              + " has an input of "
              + widest.channels()
              + "; give channels="
              + widest.channels()
              + " or put a matrix before it");
    }
    return List.of(new AudioFormat(widest.rate(), ChannelLayout.of(channels)));
  }

  @Override
  public void prepare(Preparation preparation) throws RefusedException {
    linked = new boolean[inputs];
    for (int i = 0; i < inputs; i++) {
      linked[i] = preparation.inputs().get(i) != null;
      decibels[i] = 0;
      factors[i] = 1;
    }
    curve = preparation.allocate((long) preparation.period() * Float.BYTES, 64);
  }

  @Override
  public void process(Cycle cycle) {
    AudioBlock out = cycle.audioOut(0);
    Parameters parameters = cycle.parameters();
    int frames = cycle.frames();
    boolean written = false;
    for (int input = 0; input < inputs; input++) {
      if (linked[input] && !cycle.audioIn(input).isSilent()) {
        boolean changing = parameters.isChanging(input);
        if (changing || factorAt(parameters, input, 0) != 0) {
          fillCurve(parameters, input, frames, changing);
          AudioBlock in = cycle.audioIn(input);
          if (written) {
            add(in, out, frames);
          } else {
            set(in, out, frames);
            written = true;
          }
        }
      }
    }
    if (!written) {
      out.clear();
    }
  }

  private void fillCurve(Parameters parameters, int input, int frames, boolean changing) {
    float constant = factorAt(parameters, input, 0);
    for (int frame = 0; frame < frames; frame++) {
      curve.setAtIndex(JAVA_FLOAT, frame, changing ? factorAt(parameters, input, frame) : constant);
    }
  }

  private float factorAt(Parameters parameters, int input, int frame) {
    float db = parameters.valueAt(input, frame);
    if (db != decibels[input]) {
      decibels[input] = db;
      factors[input] =
          db <= MixerFactory.SILENCE_DB ? 0 : (float) Math.exp(db * NEPERS_PER_DECIBEL);
    }
    return factors[input];
  }

  private void set(AudioBlock in, AudioBlock out, int frames) {
    boolean mono = in.channels() == 1;
    for (int channel = 0; channel < out.channels(); channel++) {
      if (mono || channel < in.channels()) {
        set(in.channel(mono ? 0 : channel), curve, out.channel(channel), frames);
      } else {
        out.channel(channel).fill((byte) 0);
      }
    }
  }

  private void add(AudioBlock in, AudioBlock out, int frames) {
    boolean mono = in.channels() == 1;
    int reached = mono ? out.channels() : in.channels();
    for (int channel = 0; channel < reached; channel++) {
      add(in.channel(mono ? 0 : channel), curve, out.channel(channel), frames);
    }
  }

  private static void set(MemorySegment in, MemorySegment factors, MemorySegment out, int frames) {
    for (int i = 0; i < frames; i++) {
      float value = in.getAtIndex(JAVA_FLOAT, i) * factors.getAtIndex(JAVA_FLOAT, i);
      out.setAtIndex(JAVA_FLOAT, i, Math.abs(value) < Float.MIN_NORMAL ? 0 : value);
    }
  }

  private static void add(MemorySegment in, MemorySegment factors, MemorySegment out, int frames) {
    for (int i = 0; i < frames; i++) {
      float value =
          out.getAtIndex(JAVA_FLOAT, i)
              + in.getAtIndex(JAVA_FLOAT, i) * factors.getAtIndex(JAVA_FLOAT, i);
      out.setAtIndex(JAVA_FLOAT, i, Math.abs(value) < Float.MIN_NORMAL ? 0 : value);
    }
  }
}
