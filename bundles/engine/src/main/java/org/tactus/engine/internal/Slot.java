// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The place of a node in its pipeline: what is on its way to it and around it stays when its code
 * is replaced.
 */
final class Slot {

  final List<MemorySegment> memory = new ArrayList<>();

  /** What is on its way to each input while paths are aligned; null where nothing is delayed. */
  final AlignmentDelay.Line[] lines;

  /** The blocks of outputs that a loop reads one period later; null elsewhere. */
  final Block[] loopBlocks;

  Slot(int inputs, int outputs) {
    lines = new AlignmentDelay.Line[inputs];
    loopBlocks = new Block[outputs];
  }
}
