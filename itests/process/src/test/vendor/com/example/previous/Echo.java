// SPDX-License-Identifier: Apache-2.0
package com.example.previous;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.tactus.api.Latency;
import org.tactus.api.RefusedException;
import org.tactus.api.accelerator.Accelerator;
import org.tactus.api.accelerator.AcceleratorBuffer;
import org.tactus.api.accelerator.AcceleratorQueue;
import org.tactus.api.accelerator.Kernel;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.NodeHost;
import org.tactus.api.node.Preparation;
import org.tactus.api.node.StateLayout;
import org.tactus.api.processor.Processor;

final class Echo implements Processor {
  private final Accelerator accelerator;
  private final int delay;
  private MemorySegment[] lines;
  private MemorySegment scratch;
  private AcceleratorBuffer buffer;
  private Kernel kernel;
  private AcceleratorQueue queue;
  private NodeHost host;
  private int at;

  Echo(Accelerator accelerator, int delay) {
    this.accelerator = accelerator;
    this.delay = delay;
  }

  @Override
  public void prepare(Preparation preparation) throws RefusedException {
    host = preparation.host();
    lines = new MemorySegment[((AudioFormat) preparation.inputs().getFirst()).channels()];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = preparation.allocate((long) delay * Float.BYTES, 64);
    }
    scratch = preparation.allocate((long) preparation.period() * Float.BYTES, 64);
    buffer = accelerator.buffer(scratch);
    kernel = accelerator.kernel("twin", MemorySegment.NULL, "scale");
    kernel.set(0, buffer);
    queue = accelerator.queue(1);
  }

  @Override
  public void process(Cycle cycle) {
    AudioBlock in = cycle.audioIn(0);
    AudioBlock out = cycle.audioOut(0);
    int frames = cycle.frames();
    float level = cycle.parameters().value(EchoFactory.LEVEL);
    boolean minus = cycle.parameters().value(EchoFactory.INVERT) > 0.5f;
    kernel.set(1, minus ? -level : level);
    float peak = 0;
    for (int channel = 0; channel < lines.length; channel++) {
      MemorySegment line = lines[channel];
      MemorySegment source = in.channel(channel);
      for (int frame = 0; frame < frames; frame++) {
        int place = (at + frame) % delay;
        scratch.setAtIndex(
            ValueLayout.JAVA_FLOAT, frame, line.getAtIndex(ValueLayout.JAVA_FLOAT, place));
        line.setAtIndex(
            ValueLayout.JAVA_FLOAT, place, source.getAtIndex(ValueLayout.JAVA_FLOAT, frame));
      }
      queue.upload(buffer, 0, (long) frames * Float.BYTES);
      long ticket = queue.submit(kernel, frames, 1, 1);
      queue.download(buffer, 0, (long) frames * Float.BYTES);
      if (!queue.await(ticket, cycle.deadline())) {
        host.fail("the accelerator of oldecho did not answer; use another");
      }
      MemorySegment target = out.channel(channel);
      for (int frame = 0; frame < frames; frame++) {
        float sample =
            source.getAtIndex(ValueLayout.JAVA_FLOAT, frame)
                + scratch.getAtIndex(ValueLayout.JAVA_FLOAT, frame);
        target.setAtIndex(ValueLayout.JAVA_FLOAT, frame, sample);
        peak = Math.max(peak, Math.abs(sample));
      }
    }
    at = (at + frames) % delay;
    cycle.meters().set(EchoFactory.PEAK, peak);
  }

  @Override
  public void reset() {
    for (MemorySegment line : lines) {
      line.fill((byte) 0);
    }
    at = 0;
  }

  @Override
  public Latency latency() {
    return Latency.NONE;
  }

  @Override
  public long tail() {
    return delay;
  }

  @Override
  public StateLayout stateLayout() {
    return StateLayout.copied(1, Integer.BYTES + (long) lines.length * delay * Float.BYTES, 50_000);
  }

  @Override
  public long saveState(MemorySegment target) {
    target.set(ValueLayout.JAVA_INT, 0, at);
    long bytes = (long) delay * Float.BYTES;
    for (int i = 0; i < lines.length; i++) {
      MemorySegment.copy(lines[i], 0, target, Integer.BYTES + i * bytes, bytes);
    }
    return Integer.BYTES + lines.length * bytes;
  }

  @Override
  public boolean loadState(int version, MemorySegment source) {
    long bytes = (long) delay * Float.BYTES;
    if (version != 1 || source.byteSize() < Integer.BYTES + lines.length * bytes) {
      return false;
    }
    at = source.get(ValueLayout.JAVA_INT, 0);
    for (int i = 0; i < lines.length; i++) {
      MemorySegment.copy(source, Integer.BYTES + i * bytes, lines[i], 0, bytes);
    }
    return true;
  }

  @Override
  public void release() {
    queue.close();
    kernel.close();
    buffer.close();
    accelerator.close();
  }
}
