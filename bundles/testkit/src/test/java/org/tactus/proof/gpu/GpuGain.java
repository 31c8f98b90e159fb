// SPDX-License-Identifier: Apache-2.0
package org.tactus.proof.gpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import org.tactus.api.RefusedException;
import org.tactus.api.accelerator.Accelerator;
import org.tactus.api.accelerator.AcceleratorBuffer;
import org.tactus.api.accelerator.AcceleratorQueue;
import org.tactus.api.accelerator.Kernel;
import org.tactus.api.accelerator.LatePolicy;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Preparation;
import org.tactus.api.processor.Processor;

/**
 * Doubles the first channel on an accelerator and, when that is late, does what its policy says. A
 * late submission still owns its buffers, so none is made before it has ended.
 */
final class GpuGain implements Processor {

  static final int LATE_METER = 0;

  private static final float FACTOR = 2;

  /** What is left of the period for the CPU to take over. */
  private static final long MARGIN_NANOS = 100_000;

  private static final int COMMANDS = 3;

  private final Accelerator accelerator;
  private final LatePolicy policy;
  private AcceleratorQueue queue;
  private Kernel kernel;
  private AcceleratorBuffer input;
  private AcceleratorBuffer output;
  private MemorySegment lastGood;
  private long pending;
  private long late;

  GpuGain(Accelerator accelerator, LatePolicy policy) {
    this.accelerator = accelerator;
    this.policy = policy;
  }

  @Override
  public void prepare(Preparation preparation) throws RefusedException {
    long bytes = (long) preparation.period() * Float.BYTES;
    input = accelerator.buffer(preparation.allocate(bytes, 4096));
    output = accelerator.buffer(preparation.allocate(bytes, 4096));
    lastGood = preparation.allocate(bytes, 64);
    kernel = accelerator.kernel("opencl-c", lastGood, "scale");
    kernel.set(0, input);
    kernel.set(1, output);
    kernel.set(2, FACTOR);
    queue = accelerator.queue(COMMANDS);
  }

  @Override
  public void process(Cycle cycle) {
    MemorySegment in = cycle.audioIn(0).channel(0);
    MemorySegment out = cycle.audioOut(0).channel(0);
    long bytes = (long) cycle.frames() * Float.BYTES;
    if (submit(in, bytes, cycle) && finish(cycle)) {
      MemorySegment.copy(output.host(), 0, out, 0, bytes);
      MemorySegment.copy(output.host(), 0, lastGood, 0, bytes);
    } else {
      cycle.meters().set(LATE_METER, ++late);
      if (policy == LatePolicy.LAST_GOOD) {
        MemorySegment.copy(lastGood, 0, out, 0, bytes);
      } else {
        for (int i = 0; i < cycle.frames(); i++) {
          out.setAtIndex(JAVA_FLOAT, i, in.getAtIndex(JAVA_FLOAT, i) * FACTOR);
        }
      }
    }
  }

  private boolean submit(MemorySegment in, long bytes, Cycle cycle) {
    if (!accelerator.isAlive() || !queue.await(pending, deadline(cycle))) {
      return false;
    }
    MemorySegment.copy(in, 0, input.host(), 0, bytes);
    if (!queue.upload(input, 0, bytes)
        || queue.submit(kernel, cycle.frames(), 1, 1) == AcceleratorQueue.NOT_SUBMITTED
        || !queue.download(output, 0, bytes)) {
      return false;
    }
    pending = queue.mark();
    return pending != AcceleratorQueue.NOT_SUBMITTED;
  }

  private boolean finish(Cycle cycle) {
    return queue.await(pending, deadline(cycle));
  }

  private long deadline(Cycle cycle) {
    return policy == LatePolicy.WAIT ? Long.MAX_VALUE : cycle.deadline() - MARGIN_NANOS;
  }

  @Override
  public void release() {
    queue.close();
    kernel.close();
    input.close();
    output.close();
  }
}
