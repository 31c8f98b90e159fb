package ${package};

import java.util.concurrent.locks.LockSupport;
import org.tactus.api.accelerator.AcceleratorBuffer;
import org.tactus.api.accelerator.AcceleratorQueue;
import org.tactus.api.accelerator.Kernel;

/**
 * Submissions in order, run by a thread of the queue's own. One thread submits and waits; the slots
 * are made beforehand, so that neither allocates.
 */
final class WorkerQueue implements AcceleratorQueue {

  private final WorkerAccelerator accelerator;
  private final FirKernel[] kernels;
  private final int[] widths;
  private final int[] heights;
  private final long[] nanos;
  private final Thread worker;
  private volatile long submitted;
  private volatile long completed;
  private volatile boolean closed;

  WorkerQueue(WorkerAccelerator accelerator, int depth) {
    this.accelerator = accelerator;
    kernels = new FirKernel[depth];
    for (int slot = 0; slot < depth; slot++) {
      kernels[slot] = new FirKernel();
    }
    widths = new int[depth];
    heights = new int[depth];
    nanos = new long[depth];
    worker = new Thread(this::work, "${type}-worker");
    worker.setDaemon(true);
    worker.start();
  }

  private void work() {
    while (!closed) {
      if (completed == submitted) {
        LockSupport.park(this);
        continue;
      }
      int slot = slot(completed + 1);
      long start = System.nanoTime();
      if (accelerator.isAlive()) {
        kernels[slot].run(widths[slot], heights[slot]);
      }
      nanos[slot] = System.nanoTime() - start;
      completed = completed + 1;
    }
  }

  private int slot(long ticket) {
    return (int) (ticket % kernels.length);
  }

  /** The memory is shared: there is nothing to copy, and the tickets order who writes when. */
  @Override
  public boolean upload(AcceleratorBuffer buffer, long offset, long length) {
    return accelerator.isAlive();
  }

  @Override
  public boolean download(AcceleratorBuffer buffer, long offset, long length) {
    return accelerator.isAlive();
  }

  @Override
  public long submit(Kernel kernel, long width, long height, long depth) {
    if (!accelerator.isAlive() || submitted - completed == kernels.length) {
      return NOT_SUBMITTED;
    }
    long ticket = submitted + 1;
    int slot = slot(ticket);
    kernels[slot].copyFrom((FirKernel) kernel);
    widths[slot] = (int) width;
    heights[slot] = (int) height;
    submitted = ticket;
    LockSupport.unpark(worker);
    return ticket;
  }

  @Override
  public long mark() {
    return accelerator.isAlive() ? submitted : NOT_SUBMITTED;
  }

  /** Spins, as one who polls hardware for its completion does: a cycle never gives its CPU up. */
  @Override
  public boolean await(long ticket, long deadline) {
    while (completed < ticket) {
      if (!accelerator.isAlive() || System.nanoTime() - deadline >= 0) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }

  @Override
  public long kernelNanos(long ticket) {
    boolean known = ticket > completed - kernels.length && ticket <= completed;
    return known ? nanos[slot(ticket)] : 0;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(worker);
    boolean interrupted = false;
    while (worker.isAlive()) {
      try {
        worker.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
