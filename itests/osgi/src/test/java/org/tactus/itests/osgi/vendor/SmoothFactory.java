// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.osgi.vendor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.tactus.api.MediaFormat;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Options;
import org.tactus.api.node.Preparation;
import org.tactus.api.node.StateLayout;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/** Smooths one channel with a first-order low-pass filter, whose memory a successor takes over. */
final class SmoothFactory implements ProcessorFactory {
  private final ProcessorType type;

  SmoothFactory(String version) {
    type = ProcessorType.of("smooth", version, "Smooths");
  }

  @Override
  public ProcessorType type() {
    return type;
  }

  @Override
  public Processor create(Options options) {
    return new Smooth();
  }

  private static final class Smooth implements Processor {
    private static final float SHARE = 0.001f;

    private float last;

    @Override
    public List<MediaFormat> negotiate(List<MediaFormat> inputs) throws RefusedException {
      if (!(inputs.getFirst() instanceof AudioFormat in) || in.channels() != 1) {
        throw new RefusedException("smooth takes 1 channel, not " + inputs.getFirst());
      }
      return List.of(in);
    }

    @Override
    public void prepare(Preparation preparation) {
      // Nothing is needed.
    }

    @Override
    public void process(Cycle cycle) {
      AudioBlock input = cycle.audioIn(0);
      MemorySegment in = input.channel(0);
      MemorySegment out = cycle.audioOut(0).channel(0);
      for (int i = 0; i < cycle.frames(); i++) {
        last += SHARE * (in.getAtIndex(ValueLayout.JAVA_FLOAT, i) - last);
        out.setAtIndex(ValueLayout.JAVA_FLOAT, i, last);
      }
    }

    @Override
    public StateLayout stateLayout() {
      return StateLayout.copied(1, Float.BYTES, 1000);
    }

    @Override
    public long saveState(MemorySegment target) {
      target.set(ValueLayout.JAVA_FLOAT, 0, last);
      return Float.BYTES;
    }

    @Override
    public boolean loadState(int version, MemorySegment source) {
      last = source.get(ValueLayout.JAVA_FLOAT, 0);
      return version == 1;
    }
  }
}
