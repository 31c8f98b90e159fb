// SPDX-License-Identifier: Apache-2.0
package org.tactus.proof.gpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.tactus.api.RefusedException;
import org.tactus.api.accelerator.Accelerator;
import org.tactus.api.accelerator.AcceleratorBuffer;
import org.tactus.api.accelerator.AcceleratorInfo;
import org.tactus.api.accelerator.AcceleratorQueue;
import org.tactus.api.accelerator.Kernel;

/**
 * An accelerator with memory of its own and a thread that computes; a test may stall or lose it.
 * Its one kernel is {@code scale}: buffer 1 becomes buffer 0 times factor 2, a work item for each
 * float.
 */
final class SlowAccelerator implements Accelerator {

  private final Semaphore gate = new Semaphore(Integer.MAX_VALUE);
  private volatile boolean lost;
  private volatile int openQueues;

  void stall() {
    gate.drainPermits();
  }

  void goOn() {
    gate.release(Integer.MAX_VALUE - gate.availablePermits());
  }

  void lose() {
    lost = true;
  }

  int openQueues() {
    return openQueues;
  }

  @Override
  public AcceleratorInfo info() {
    return new AcceleratorInfo("slow:0", "A thread", "opencl-c", 1 << 20, false);
  }

  @Override
  public AcceleratorBuffer buffer(MemorySegment memory) {
    return new Buffer(
        memory, MemorySegment.ofArray(new float[(int) (memory.byteSize() / Float.BYTES)]));
  }

  @Override
  public Kernel kernel(String format, MemorySegment program, String entry) throws RefusedException {
    if (!format.equals("opencl-c") || !entry.equals("scale")) {
      throw new RefusedException(
          "accelerator slow:0 has no kernel '" + entry + "' in " + format + "; give scale");
    }
    return new Scale();
  }

  @Override
  public AcceleratorQueue queue(int depth) {
    openQueues = 1;
    return new Queue(depth);
  }

  @Override
  public boolean isAlive() {
    return !lost;
  }

  @Override
  public void close() {}

  private record Buffer(MemorySegment host, MemorySegment device) implements AcceleratorBuffer {

    @Override
    public boolean isZeroCopy() {
      return false;
    }

    @Override
    public void close() {}
  }

  private static final class Scale implements Kernel {
    final Buffer[] buffers = new Buffer[2];
    float factor;

    @Override
    public void set(int index, AcceleratorBuffer buffer) {
      buffers[index] = (Buffer) buffer;
    }

    @Override
    public void set(int index, int value) {
      throw new IllegalArgumentException("argument " + index + " is no integer");
    }

    @Override
    public void set(int index, float value) {
      factor = value;
    }

    @Override
    public void close() {}
  }

  private enum Command {
    UPLOAD,
    RUN,
    DOWNLOAD
  }

  /** A ring of commands that the device's thread carries out in order. */
  private final class Queue implements AcceleratorQueue {
    private final Command[] commands;
    private final Buffer[] first;
    private final Buffer[] second;
    private final long[] offsets;
    private final long[] lengths;
    private final float[] factors;
    private final AtomicLong queued = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final Thread thread = new Thread(this::work, "accelerator");
    private volatile boolean closing;

    Queue(int depth) {
      commands = new Command[depth];
      first = new Buffer[depth];
      second = new Buffer[depth];
      offsets = new long[depth];
      lengths = new long[depth];
      factors = new float[depth];
      thread.setDaemon(true);
      thread.start();
    }

    private void work() {
      while (!closing || done.get() < queued.get()) {
        if (done.get() == queued.get()) {
          Thread.onSpinWait();
          continue;
        }
        gate.acquireUninterruptibly();
        gate.release();
        int slot = (int) (done.get() % commands.length);
        switch (commands[slot]) {
          case UPLOAD ->
              MemorySegment.copy(
                  first[slot].host(),
                  offsets[slot],
                  first[slot].device(),
                  offsets[slot],
                  lengths[slot]);
          case DOWNLOAD ->
              MemorySegment.copy(
                  first[slot].device(),
                  offsets[slot],
                  first[slot].host(),
                  offsets[slot],
                  lengths[slot]);
          case RUN -> {
            for (long i = 0; i < lengths[slot]; i++) {
              float x = first[slot].device().getAtIndex(ValueLayout.JAVA_FLOAT, i);
              second[slot].device().setAtIndex(ValueLayout.JAVA_FLOAT, i, x * factors[slot]);
            }
          }
        }
        done.incrementAndGet();
      }
    }

    private long enqueue(Command command, Buffer a, Buffer b, long offset, long length, float f) {
      if (lost || queued.get() - done.get() == commands.length) {
        return NOT_SUBMITTED;
      }
      int slot = (int) (queued.get() % commands.length);
      commands[slot] = command;
      first[slot] = a;
      second[slot] = b;
      offsets[slot] = offset;
      lengths[slot] = length;
      factors[slot] = f;
      return queued.incrementAndGet();
    }

    @Override
    public boolean upload(AcceleratorBuffer buffer, long offset, long length) {
      return enqueue(Command.UPLOAD, (Buffer) buffer, null, offset, length, 0) >= 0;
    }

    @Override
    public long submit(Kernel kernel, long width, long height, long depth) {
      Scale scale = (Scale) kernel;
      return enqueue(
          Command.RUN, scale.buffers[0], scale.buffers[1], 0, width * height * depth, scale.factor);
    }

    @Override
    public boolean download(AcceleratorBuffer buffer, long offset, long length) {
      return enqueue(Command.DOWNLOAD, (Buffer) buffer, null, offset, length, 0) >= 0;
    }

    @Override
    public long mark() {
      return lost ? NOT_SUBMITTED : queued.get();
    }

    @Override
    public boolean await(long ticket, long deadline) {
      while (done.get() < ticket) {
        if (lost || System.nanoTime() >= deadline) {
          return false;
        }
        Thread.onSpinWait();
      }
      return true;
    }

    @Override
    public long kernelNanos(long ticket) {
      return 0;
    }

    @Override
    public void close() {
      closing = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      openQueues = 0;
    }
  }
}
