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
import org.tactus.api.processor.Processor;

/** Output channel i is the sum of factor[i][j] times input channel j, added in the order of j. */
final class Matrix implements Processor {

  private final float[][] factors;
  private MemorySegment[] scratch;

  Matrix(float[][] factors) {
    this.factors = factors;
  }

  @Override
  public List<MediaFormat> negotiate(List<MediaFormat> inputs) throws RefusedException {
    AudioFormat input = (AudioFormat) inputs.getFirst();
    if (input.channels() != factors[0].length) {
      throw new RefusedException(
          "matrix has "
              + factors[0].length
              + " factors in a row and an input of "
              + input
              + "; give one factor for each input channel");
    }
    return List.of(new AudioFormat(input.rate(), ChannelLayout.of(factors.length)));
  }

  @Override
  public void prepare(Preparation preparation) throws RefusedException {
    scratch = new MemorySegment[factors.length];
    for (int i = 0; i < scratch.length; i++) {
      scratch[i] = preparation.allocate((long) preparation.period() * Float.BYTES, 64);
    }
  }

  @Override
  public void process(Cycle cycle) {
    AudioBlock in = cycle.audioIn(0);
    AudioBlock out = cycle.audioOut(0);
    if (in.isSilent()) {
      out.clear();
      return;
    }
    int frames = cycle.frames();
    for (int row = 0; row < factors.length; row++) {
      MemorySegment sum = out.isInPlace() ? scratch[row] : out.channel(row);
      weigh(in.channel(0), factors[row][0], sum, frames);
      for (int column = 1; column < factors[row].length; column++) {
        if (factors[row][column] != 0) {
          add(in.channel(column), factors[row][column], sum, frames);
        }
      }
    }
    if (out.isInPlace()) {
      for (int row = 0; row < factors.length; row++) {
        MemorySegment.copy(scratch[row], 0, out.channel(row), 0, (long) frames * Float.BYTES);
      }
    }
  }

  private static void weigh(MemorySegment in, float factor, MemorySegment out, int frames) {
    for (int i = 0; i < frames; i++) {
      float value = factor == 0 ? 0 : in.getAtIndex(JAVA_FLOAT, i) * factor;
      out.setAtIndex(JAVA_FLOAT, i, Math.abs(value) < Float.MIN_NORMAL ? 0 : value);
    }
  }

  private static void add(MemorySegment in, float factor, MemorySegment out, int frames) {
    for (int i = 0; i < frames; i++) {
      float value = out.getAtIndex(JAVA_FLOAT, i) + in.getAtIndex(JAVA_FLOAT, i) * factor;
      out.setAtIndex(JAVA_FLOAT, i, Math.abs(value) < Float.MIN_NORMAL ? 0 : value);
    }
  }
}
