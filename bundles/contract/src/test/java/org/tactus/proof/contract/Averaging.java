// SPDX-License-Identifier: Apache-2.0
package org.tactus.proof.contract;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Preparation;
import org.tactus.api.node.StateLayout;
import org.tactus.api.processor.Processor;

/** A one-pole lowpass that keeps every contract. */
class Averaging implements Processor {

  static final int VERSION = 3;
  static final float POLE = 0.9f;
  static final float NOTHING = 1e-30f;

  float[] last;

  @Override
  public void prepare(Preparation preparation) {
    last = new float[((AudioFormat) preparation.inputs().getFirst()).channels()];
  }

  @Override
  public boolean worksInPlace() {
    return true;
  }

  @Override
  public void process(Cycle cycle) {
    for (int channel = 0; channel < last.length; channel++) {
      MemorySegment in = cycle.audioIn(0).channel(channel);
      MemorySegment out = cycle.audioOut(0).channel(channel);
      float y = last[channel];
      for (int i = 0; i < cycle.frames(); i++) {
        y = step(y, in.getAtIndex(JAVA_FLOAT, i));
        out.setAtIndex(JAVA_FLOAT, i, y);
      }
      last[channel] = y;
    }
  }

  float step(float y, float x) {
    float next = POLE * y + (1 - POLE) * x;
    return Math.abs(next) < NOTHING ? 0 : next;
  }

  @Override
  public void reset() {
    Arrays.fill(last, 0);
  }

  @Override
  public long tail() {
    return 200;
  }

  @Override
  public StateLayout stateLayout() {
    return new StateLayout(VERSION, (long) last.length * Float.BYTES, 1000, 400);
  }

  @Override
  public long saveState(MemorySegment target) {
    for (int i = 0; i < last.length; i++) {
      target.setAtIndex(JAVA_FLOAT, i, last[i]);
    }
    return (long) last.length * Float.BYTES;
  }

  @Override
  public boolean loadState(int version, MemorySegment source) {
    if (version != VERSION || source.byteSize() != (long) last.length * Float.BYTES) {
      return false;
    }
    for (int i = 0; i < last.length; i++) {
      if (!Float.isFinite(source.getAtIndex(JAVA_FLOAT, i))) {
        return false;
      }
    }
    for (int i = 0; i < last.length; i++) {
      last[i] = source.getAtIndex(JAVA_FLOAT, i);
    }
    return true;
  }
}
