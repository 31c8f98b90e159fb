// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.SplittableRandom;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Node;
import org.tactus.api.node.Preparation;

/** Stand-ins for devices while a twin of a plan warms up. */
final class WarmUpNodes {

  private WarmUpNodes() {}

  static Node end(Instance.Role role) {
    return role == Instance.Role.SOURCE ? new Noise() : new Discard();
  }

  /** White noise and now and then silence, so that no branch of a processor is left cold. */
  private static final class Noise implements Node {

    private static final int CYCLES = 256;
    private static final int SILENT_CYCLES = 32;

    private int cycles;

    private final SplittableRandom random = new SplittableRandom(1);

    @Override
    public void prepare(Preparation preparation) {
      // Nothing to make ready.
    }

    @Override
    public void process(Cycle cycle) {
      AudioBlock out = cycle.audioOut(0);
      if (out == null) {
        return;
      }
      cycles++;
      if (cycles % CYCLES < SILENT_CYCLES) {
        out.clear();
        return;
      }
      for (int channel = 0; channel < out.channels(); channel++) {
        for (int i = 0; i < cycle.frames(); i++) {
          out.channel(channel)
              .setAtIndex(Samples.FLOAT, i, (float) (random.nextDouble() * 0.5 - 0.25));
        }
      }
    }
  }

  private static final class Discard implements Node {

    @Override
    public void prepare(Preparation preparation) {
      // Nothing to make ready.
    }

    @Override
    public void process(Cycle cycle) {
      // Nothing to keep.
    }
  }
}
