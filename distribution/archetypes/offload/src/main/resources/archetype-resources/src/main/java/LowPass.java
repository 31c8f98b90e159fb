package ${package};

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import org.tactus.api.Latency;
import org.tactus.api.RefusedException;
import org.tactus.api.accelerator.Accelerator;
import org.tactus.api.accelerator.AcceleratorBuffer;
import org.tactus.api.accelerator.AcceleratorQueue;
import org.tactus.api.accelerator.Kernel;
import org.tactus.api.accelerator.LatePolicy;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Preparation;
import org.tactus.api.node.StateLayout;
import org.tactus.api.processor.Processor;

/**
 * Filters on the accelerator within the cycle. When it has not answered in time, the CPU computes
 * the same, and the accelerator is asked again once it has done with what it still holds.
 */
final class LowPass implements Processor {

  /** Version of what {@link #saveState} writes; raise it when that changes. */
  private static final int STATE_VERSION = 1;

  /** The state's fields before the samples: channels, samples of each. */
  private static final long HEADER_BYTES = 2L * Long.BYTES;

  /** The share of the period that is the CPU's to take over: 1 in 4. */
  private static final int TAKE_OVER = 4;

  /** How long one who waits for a late accelerator believes in it. */
  private static final long PATIENCE_NANOS = 1_000_000_000;

  /** The same in a pipeline without deadlines, where the twin is as good. */
  private static final long FREEWHEEL_NANOS = 10_000_000;

  private final Accelerator accelerator;
  private final double hertz;
  private final int count;
  private final LatePolicy policy;
  private int channels;
  private int stride;
  private int period;
  private long takeOverNanos;
  private MemorySegment lines;
  private MemorySegment taps;
  private AcceleratorBuffer input;
  private AcceleratorBuffer output;
  private AcceleratorBuffer response;
  private Kernel kernel;
  private AcceleratorQueue queue;
  private long pending;
  private long late;

  LowPass(Accelerator accelerator, double hertz, int count, LatePolicy policy) {
    this.accelerator = accelerator;
    this.hertz = hertz;
    this.count = count;
    this.policy = policy;
  }

  @Override
  public void prepare(Preparation preparation) throws RefusedException {
    double rate = preparation.rate().toDouble();
    if (hertz >= rate / 2) {
      throw new RefusedException(
          "${type}(f=" + hertz + ") is not below half the rate; give less than " + rate / 2);
    }
    channels = ((AudioFormat) preparation.inputs().getFirst()).channels();
    period = preparation.period();
    stride = count - 1 + period;
    takeOverNanos = preparation.rate().nanos(period) / TAKE_OVER;
    long lineBytes = (long) channels * stride * Float.BYTES;
    lines = preparation.allocate(lineBytes, 64);
    taps = preparation.allocate((long) count * Float.BYTES, 64);
    Fir.designLowPass(taps, count, hertz, rate);
    input = accelerator.buffer(preparation.allocate(lineBytes, 4096));
    output = accelerator.buffer(preparation.allocate((long) channels * period * Float.BYTES, 4096));
    response = accelerator.buffer(taps);
    kernel =
        accelerator.kernel(WorkerAccelerator.FORMAT, MemorySegment.NULL, WorkerAccelerator.FIR);
    kernel.set(FirKernel.INPUT, input);
    kernel.set(FirKernel.OUTPUT, output);
    kernel.set(FirKernel.TAPS, response);
    kernel.set(FirKernel.COUNT, count);
    kernel.set(FirKernel.INPUT_STRIDE, stride);
    kernel.set(FirKernel.OUTPUT_STRIDE, period);
    queue = accelerator.queue(1);
    queue.upload(response, 0, taps.byteSize());
    pending = queue.mark();
  }

  /** The input is copied before the output is written. */
  @Override
  public boolean worksInPlace() {
    return true;
  }

  @Override
  public Latency latency() {
    return Latency.of((count - 1) / 2);
  }

  @Override
  public long tail() {
    return (count - 1) / 2;
  }

  @Override
  public void process(Cycle cycle) {
    AudioBlock in = cycle.audioIn(0);
    AudioBlock out = cycle.audioOut(0);
    int frames = cycle.frames();
    long bytes = (long) frames * Float.BYTES;
    for (int channel = 0; channel < channels; channel++) {
      MemorySegment.copy(in.channel(channel), 0, lines, blockOf(channel), bytes);
    }
    boolean offloaded = submit(frames, cycle) && queue.await(pending, deadline(cycle));
    for (int channel = 0; channel < channels; channel++) {
      if (offloaded) {
        long from = (long) channel * period * Float.BYTES;
        MemorySegment.copy(output.host(), from, out.channel(channel), 0, bytes);
      } else {
        Fir.run(lines, (long) channel * stride, out.channel(channel), 0, taps, count, frames);
      }
      keepHistory(channel, frames);
    }
    if (!offloaded) {
      late++;
    }
    cycle.meters().set(LowPassFactory.LATE, late);
  }

  /** Where the block begins in a channel's line, in bytes. */
  private long blockOf(int channel) {
    return ((long) channel * stride + count - 1) * Float.BYTES;
  }

  /** Hands the lines over, unless the accelerator still holds what it was given before. */
  private boolean submit(int frames, Cycle cycle) {
    if (!queue.await(pending, policy == LatePolicy.WAIT ? deadline(cycle) : cycle.time())) {
      return false;
    }
    MemorySegment.copy(lines, 0, input.host(), 0, lines.byteSize());
    if (!queue.upload(input, 0, lines.byteSize())
        || queue.submit(kernel, frames, channels, 1) == AcceleratorQueue.NOT_SUBMITTED
        || !queue.download(output, 0, output.host().byteSize())) {
      return false;
    }
    pending = queue.mark();
    return pending != AcceleratorQueue.NOT_SUBMITTED;
  }

  private long deadline(Cycle cycle) {
    if (policy == LatePolicy.WAIT) {
      return System.nanoTime() + PATIENCE_NANOS;
    }
    return cycle.isFreewheeling()
        ? System.nanoTime() + FREEWHEEL_NANOS
        : cycle.deadline() - takeOverNanos;
  }

  private void keepHistory(int channel, int frames) {
    long line = (long) channel * stride * Float.BYTES;
    MemorySegment.copy(
        lines, line + (long) frames * Float.BYTES, lines, line, (long) (count - 1) * Float.BYTES);
  }

  @Override
  public void reset() {
    lines.fill((byte) 0);
  }

  @Override
  public StateLayout stateLayout() {
    long bytes = HEADER_BYTES + (long) channels * (count - 1) * Float.BYTES;
    return StateLayout.copied(STATE_VERSION, bytes, 2_000 + bytes);
  }

  @Override
  public long saveState(MemorySegment target) {
    target.set(JAVA_LONG, 0, channels);
    target.set(JAVA_LONG, Long.BYTES, count - 1);
    long history = (long) (count - 1) * Float.BYTES;
    for (int channel = 0; channel < channels; channel++) {
      long line = (long) channel * stride * Float.BYTES;
      MemorySegment.copy(lines, line, target, HEADER_BYTES + channel * history, history);
    }
    return HEADER_BYTES + channels * history;
  }

  /** Takes nothing unless all of it fits. */
  @Override
  public boolean loadState(int version, MemorySegment source) {
    long floats = (long) channels * (count - 1);
    if (version != STATE_VERSION
        || source.byteSize() < HEADER_BYTES + floats * Float.BYTES
        || source.get(JAVA_LONG, 0) != channels
        || source.get(JAVA_LONG, Long.BYTES) != count - 1) {
      return false;
    }
    for (long i = 0; i < floats; i++) {
      if (!Float.isFinite(source.get(JAVA_FLOAT, HEADER_BYTES + i * Float.BYTES))) {
        return false;
      }
    }
    long history = (long) (count - 1) * Float.BYTES;
    for (int channel = 0; channel < channels; channel++) {
      long line = (long) channel * stride * Float.BYTES;
      MemorySegment.copy(source, HEADER_BYTES + channel * history, lines, line, history);
    }
    return true;
  }

  @Override
  public void release() {
    queue.close();
    kernel.close();
    input.close();
    output.close();
    response.close();
    accelerator.close();
  }
}
