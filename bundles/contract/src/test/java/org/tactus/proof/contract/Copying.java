// SPDX-License-Identifier: Apache-2.0
package org.tactus.proof.contract;

import org.tactus.api.RefusedException;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Preparation;
import org.tactus.api.processor.Processor;

/** Passes its input through; bad processors differ from it in one thing each. */
class Copying implements Processor {

  @Override
  public void prepare(Preparation preparation) throws RefusedException {}

  @Override
  public void process(Cycle cycle) {
    cycle.audioOut(0).copyFrom(cycle.audioIn(0));
  }
}
