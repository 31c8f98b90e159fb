// SPDX-License-Identifier: Apache-2.0
package com.example.previous;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.RefusedException;
import org.tactus.api.accelerator.Accelerator;
import org.tactus.api.accelerator.AcceleratorBuffer;
import org.tactus.api.accelerator.AcceleratorInfo;
import org.tactus.api.accelerator.AcceleratorProvider;
import org.tactus.api.accelerator.AcceleratorQueue;
import org.tactus.api.accelerator.Kernel;

/** An accelerator that is the CPU, with one program: it multiplies. */
@Component(property = "vendor=previous")
public final class TwinProvider implements AcceleratorProvider {
  private static final AcceleratorInfo CPU = new AcceleratorInfo("cpu", "The CPU", "twin", 0, true);

  @Override
  public String type() {
    return "oldtwin";
  }

  @Override
  public List<AcceleratorInfo> accelerators() {
    return List.of(CPU);
  }

  @Override
  public Accelerator open(String id) throws RefusedException {
    if (!id.equals("cpu")) {
      throw new RefusedException("there is no '" + id + "'; use cpu");
    }
    return new Twin();
  }

  private static final class Twin implements Accelerator {
    @Override
    public AcceleratorInfo info() {
      return CPU;
    }

    @Override
    public AcceleratorBuffer buffer(MemorySegment memory) {
      return new Shared(memory);
    }

    @Override
    public Kernel kernel(String format, MemorySegment program, String entry)
        throws RefusedException {
      if (!entry.equals("scale")) {
        throw new RefusedException("there is no '" + entry + "'; use scale");
      }
      return new Scale();
    }

    @Override
    public AcceleratorQueue queue(int depth) {
      return new AtOnce();
    }

    @Override
    public boolean isAlive() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static final class Shared implements AcceleratorBuffer {
    private final MemorySegment memory;

    Shared(MemorySegment memory) {
      this.memory = memory;
    }

    @Override
    public MemorySegment host() {
      return memory;
    }

    @Override
    public boolean isZeroCopy() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static final class Scale implements Kernel {
    private AcceleratorBuffer buffer;
    private float factor;

    @Override
    public void set(int index, AcceleratorBuffer newBuffer) {
      buffer = newBuffer;
    }

    @Override
    public void set(int index, int value) {
      factor = value;
    }

    @Override
    public void set(int index, float value) {
      factor = value;
    }

    void run(long width) {
      MemorySegment samples = buffer.host();
      for (long i = 0; i < width; i++) {
        float sample = samples.getAtIndex(ValueLayout.JAVA_FLOAT, i);
        samples.setAtIndex(ValueLayout.JAVA_FLOAT, i, sample * factor);
      }
    }

    @Override
    public void close() {}
  }

  private static final class AtOnce implements AcceleratorQueue {
    private long tickets;

    @Override
    public boolean upload(AcceleratorBuffer buffer, long offset, long length) {
      return true;
    }

    @Override
    public long submit(Kernel kernel, long width, long height, long depth) {
      ((Scale) kernel).run(width);
      return ++tickets;
    }

    @Override
    public boolean download(AcceleratorBuffer buffer, long offset, long length) {
      return true;
    }

    @Override
    public long mark() {
      return tickets;
    }

    @Override
    public boolean await(long ticket, long deadline) {
      return ticket <= tickets;
    }

    @Override
    public long kernelNanos(long ticket) {
      return 0;
    }

    @Override
    public void close() {}
  }
}
