// SPDX-License-Identifier: Apache-2.0
package org.tactus.ring.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.FF_Result;
import org.tactus.ring.SampleRing;

/** What one side of a ring of samples may see of the other. */
final class SampleRingStress {

  private static final float OLD = 1;
  private static final float NEW = 2;

  private SampleRingStress() {}

  private static MemorySegment[] stereo(float value) {
    MemorySegment[] block = new MemorySegment[2];
    for (int channel = 0; channel < 2; channel++) {
      block[channel] = MemorySegment.ofArray(new float[] {value});
    }
    return block;
  }

  private static float sample(MemorySegment[] block, int channel) {
    return block[channel].get(ValueLayout.JAVA_FLOAT, 0);
  }

  /** A frame that has been written is whole. */
  @JCStressTest
  @Outcome(id = "0.0, 0.0", expect = ACCEPTABLE, desc = "Nothing written yet.")
  @Outcome(id = "2.0, 2.0", expect = ACCEPTABLE, desc = "The whole frame.")
  @Outcome(expect = FORBIDDEN, desc = "A frame was shown before it was there.")
  @State
  public static class Publication {
    private final SampleRing ring = SampleRing.create(StressMemory.next(), 2, 1);
    private final MemorySegment[] source = stereo(NEW);
    private final MemorySegment[] target = stereo(0);

    @Actor
    public void writer() {
      ring.write(source, 0, 1);
    }

    @Actor
    public void reader(FF_Result result) {
      ring.read(target, 0, 1);
      result.r1 = sample(target, 0);
      result.r2 = sample(target, 1);
    }
  }

  /** A frame that is being read is not written over. */
  @JCStressTest
  @Outcome(id = "1.0, 1.0", expect = ACCEPTABLE, desc = "The frame that was there.")
  @Outcome(expect = FORBIDDEN, desc = "The frame was written over while it was read.")
  @State
  public static class Reuse {
    private final SampleRing ring = SampleRing.create(StressMemory.next(), 2, 1);
    private final MemorySegment[] source = stereo(NEW);
    private final MemorySegment[] target = stereo(0);

    public Reuse() {
      ring.write(stereo(OLD), 0, 1);
    }

    @Actor
    public void writer() {
      ring.write(source, 0, 1);
    }

    @Actor
    public void reader(FF_Result result) {
      ring.read(target, 0, 1);
      result.r1 = sample(target, 0);
      result.r2 = sample(target, 1);
    }
  }
}
