// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.osgi.offender;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Options;
import org.tactus.api.node.Preparation;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

final class OffenderFactory implements ProcessorFactory {
  private final Offence offence;
  private final ProcessorType type;

  OffenderFactory(Offence offence) {
    this.offence = offence;
    this.type = ProcessorType.of(offence.type(), "1.0.0", "Breaks level " + offence.level());
  }

  @Override
  public ProcessorType type() {
    return type;
  }

  @Override
  public Processor create(Options options) {
    return offence == Offence.LOCK ? new LockingOffender() : new Offender(offence);
  }

  private static class Offender implements Processor {
    private final Offence offence;
    private final float[] seen = new float[16];
    private float last;

    Offender(Offence offence) {
      this.offence = offence;
    }

    @Override
    public void prepare(Preparation preparation) {}

    @Override
    public void reset() {
      last = 0;
    }

    @Override
    public long tail() {
      return offence == Offence.STATE ? 1 : 0;
    }

    @Override
    public void process(Cycle cycle) {
      if (offence == Offence.OUTPUT && cycle.audioIn(0).isSilent()) {
        return;
      }
      cycle.audioOut(0).copyFrom(cycle.audioIn(0));
      if (offence == Offence.POSITION) {
        seen[(int) cycle.position() % seen.length] = 1;
      } else if (offence == Offence.STATE) {
        addLast(cycle);
      }
    }

    private void addLast(Cycle cycle) {
      MemorySegment in = cycle.audioIn(0).channel(0);
      MemorySegment out = cycle.audioOut(0).channel(0);
      for (int i = 0; i < cycle.frames(); i++) {
        float x = in.getAtIndex(ValueLayout.JAVA_FLOAT, i);
        out.setAtIndex(ValueLayout.JAVA_FLOAT, i, x + last);
        last = x;
      }
      cycle.audioOut(0).setSilent(false);
    }
  }

  /** Apart from the others, for the kit reads what a cycle can reach. */
  private static final class LockingOffender extends Offender {
    private final long[] cycles = new long[1];

    LockingOffender() {
      super(Offence.LOCK);
    }

    @Override
    public void process(Cycle cycle) {
      super.process(cycle);
      count();
    }

    private synchronized void count() {
      cycles[0]++;
    }
  }
}
