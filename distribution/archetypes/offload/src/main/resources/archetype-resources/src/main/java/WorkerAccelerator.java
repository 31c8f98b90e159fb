package ${package};

import java.lang.foreign.MemorySegment;
import org.tactus.api.RefusedException;
import org.tactus.api.accelerator.Accelerator;
import org.tactus.api.accelerator.AcceleratorBuffer;
import org.tactus.api.accelerator.AcceleratorInfo;
import org.tactus.api.accelerator.AcceleratorQueue;
import org.tactus.api.accelerator.Kernel;

/** The accelerator, open. */
final class WorkerAccelerator implements Accelerator {

  /** The programs it has are built in. */
  static final String FORMAT = "built-in";

  /** Arguments: input, output, taps; number of taps, input stride, output stride, in floats. */
  static final String FIR = "fir";

  private volatile boolean alive = true;

  @Override
  public AcceleratorInfo info() {
    return WorkerProvider.INFO;
  }

  /** It works on the host's memory. Hardware pins or maps it here. */
  @Override
  public AcceleratorBuffer buffer(MemorySegment memory) {
    return new SharedBuffer(memory);
  }

  @Override
  public Kernel kernel(String format, MemorySegment program, String entry) throws RefusedException {
    if (!format.equals(FORMAT) || !entry.equals(FIR)) {
      throw new RefusedException(
          "${type} has no program '" + entry + "' of format " + format + "; it has '" + FIR + "'");
    }
    return new FirKernel();
  }

  @Override
  public AcceleratorQueue queue(int depth) {
    return new WorkerQueue(this, depth);
  }

  @Override
  public boolean isAlive() {
    return alive;
  }

  /** Also what a lost device does: whoever waits goes on at once. */
  @Override
  public void close() {
    alive = false;
  }

  private record SharedBuffer(MemorySegment host) implements AcceleratorBuffer {

    @Override
    public boolean isZeroCopy() {
      return true;
    }

    @Override
    public void close() {
      // The memory is the host's.
    }
  }
}
