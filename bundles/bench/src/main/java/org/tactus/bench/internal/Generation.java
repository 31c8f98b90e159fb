// SPDX-License-Identifier: Apache-2.0
package org.tactus.bench.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import org.tactus.api.node.Contract;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Options;
import org.tactus.api.node.Preparation;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/**
 * Makes processors that write a number which tells their generation. The two generations differ, so
 * that a cycle which ran some of its nodes after the one and some after the other is heard.
 */
final class Generation implements ProcessorFactory {

  static final String TYPE = "generation";
  static final float LOW = 0.25f;
  static final float HIGH = 0.75f;

  private final ProcessorType type;
  private final float mark;

  /**
   * One generation.
   *
   * @param mark {@link #LOW} or {@link #HIGH}
   */
  Generation(float mark) {
    this.mark = mark;
    type =
        ProcessorType.of(
                TYPE, mark == LOW ? "1.0.0" : "2.0.0", "Writes the number of its generation")
            .withContract(new Contract(1_000, 20, 0));
  }

  @Override
  public ProcessorType type() {
    return type;
  }

  @Override
  public Processor create(Options options) {
    return new Mark(mark);
  }

  private record Mark(float mark) implements Processor {

    @Override
    public void prepare(Preparation preparation) {
      // All it needs is there.
    }

    @Override
    public void process(Cycle cycle) {
      MemorySegment out = cycle.audioOut(0).channel(0);
      for (int i = 0; i < cycle.frames(); i++) {
        out.setAtIndex(JAVA_FLOAT, i, mark);
      }
    }
  }
}
