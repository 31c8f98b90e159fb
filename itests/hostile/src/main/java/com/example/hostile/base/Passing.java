// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.base;

import org.tactus.api.node.Cycle;
import org.tactus.api.node.Preparation;
import org.tactus.api.processor.Processor;

/** Passes its input on; after some good cycles {@link #misbehave} has its turn in each. */
public class Passing implements Processor {
  /** So many cycles are good. */
  protected static final int GOOD_CYCLES = 200;

  private int cycles;

  @Override
  public void prepare(Preparation preparation) {
    // Nothing to make ready.
  }

  @Override
  public void process(Cycle cycle) {
    cycle.audioOut(0).copyFrom(cycle.audioIn(0));
    if (++cycles > GOOD_CYCLES) {
      misbehave(cycle);
    }
  }

  /** What is bad about it. */
  protected void misbehave(Cycle cycle) {
    // This one is good.
  }
}
