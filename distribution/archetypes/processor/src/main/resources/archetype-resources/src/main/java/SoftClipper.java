package ${package};

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import org.tactus.api.Latency;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Preparation;
import org.tactus.api.node.StateLayout;
import org.tactus.api.parameter.Parameters;
import org.tactus.api.processor.Processor;

/**
 * Rounds off peaks with the curve x / sqrt(1 + x²). The curve works at twice the rate, between two
 * half-band filters, so that the harmonics it makes do not fold back into the audible band.
 */
final class SoftClipper implements Processor {

  /** Version of what {@link #saveState} writes; raise it when that changes. */
  private static final int STATE_VERSION = 1;

  /** The state's first field: the number of channels. */
  private static final long HEADER_BYTES = Long.BYTES;

  private static final double NEPERS_PER_DECIBEL = Math.log(10) / 20;

  /** For each channel: the input, and the two phases of the doubled rate behind the curve. */
  private static final int LINES = 3;

  private static final int HISTORY = HalfBand.HISTORY;

  private int channels;
  private MemorySegment[] inputs;
  private MemorySegment[] evens;
  private MemorySegment[] odds;
  private MemorySegment drives;
  private MemorySegment ceilings;
  private int quietFrames;
  private float driveDb = Float.NaN;
  private float drive;
  private float ceilingDb = Float.NaN;
  private float ceiling;

  @Override
  public void prepare(Preparation preparation) throws RefusedException {
    channels = ((AudioFormat) preparation.inputs().getFirst()).channels();
    inputs = new MemorySegment[channels];
    evens = new MemorySegment[channels];
    odds = new MemorySegment[channels];
    long bytes = (long) (HISTORY + preparation.period()) * Float.BYTES;
    for (int channel = 0; channel < channels; channel++) {
      inputs[channel] = preparation.allocate(bytes, 64);
      evens[channel] = preparation.allocate(bytes, 64);
      odds[channel] = preparation.allocate(bytes, 64);
    }
    drives = preparation.allocate((long) preparation.period() * Float.BYTES, 64);
    ceilings = preparation.allocate((long) preparation.period() * Float.BYTES, 64);
    // Loads and links the class that the first cycle would otherwise wait for.
    HalfBand.decimated(evens[0], odds[0], 0);
    reset();
  }

  /** The input is copied before the output is written. */
  @Override
  public boolean worksInPlace() {
    return true;
  }

  @Override
  public Latency latency() {
    return Latency.of(HalfBand.LATENCY);
  }

  /** What is still in the filters when the input has ended, beyond the latency. */
  @Override
  public long tail() {
    return HalfBand.LATENCY;
  }

  @Override
  public void process(Cycle cycle) {
    AudioBlock in = cycle.audioIn(0);
    AudioBlock out = cycle.audioOut(0);
    int frames = cycle.frames();
    if (in.isSilent() && quietFrames > 2 * HalfBand.LATENCY) {
      out.clear();
      cycle.meters().set(SoftClipperFactory.REDUCTION, 0);
      return;
    }
    quietFrames = in.isSilent() ? quietFrames + frames : 0;
    fillCurves(cycle.parameters(), frames);
    double greatest = 1;
    for (int channel = 0; channel < channels; channel++) {
      greatest =
          Math.max(greatest, run(channel, in.channel(channel), out.channel(channel), frames));
    }
    cycle.meters().set(SoftClipperFactory.REDUCTION, Math.log(greatest) / NEPERS_PER_DECIBEL);
  }

  private void fillCurves(Parameters parameters, int frames) {
    for (int frame = 0; frame < frames; frame++) {
      float db = parameters.valueAt(SoftClipperFactory.DRIVE, frame);
      if (db != driveDb) {
        driveDb = db;
        drive = (float) Math.exp(db * NEPERS_PER_DECIBEL);
      }
      drives.setAtIndex(JAVA_FLOAT, frame, drive);
      db = parameters.valueAt(SoftClipperFactory.CEILING, frame);
      if (db != ceilingDb) {
        ceilingDb = db;
        ceiling = (float) Math.exp(db * NEPERS_PER_DECIBEL);
      }
      ceilings.setAtIndex(JAVA_FLOAT, frame, ceiling);
    }
  }

  /** Runs one channel and returns the factor by which its highest peak was reduced. */
  private double run(int channel, MemorySegment in, MemorySegment out, int frames) {
    MemorySegment x = inputs[channel];
    MemorySegment even = evens[channel];
    MemorySegment odd = odds[channel];
    MemorySegment.copy(in, 0, x, (long) HISTORY * Float.BYTES, (long) frames * Float.BYTES);
    double greatest = 1;
    for (int frame = 0; frame < frames; frame++) {
      float gain = drives.getAtIndex(JAVA_FLOAT, frame);
      float top = ceilings.getAtIndex(JAVA_FLOAT, frame);
      double first = gain * HalfBand.filtered(x, frame);
      double second = gain * HalfBand.centre(x, frame);
      double peak = Math.max(Math.abs(first), Math.abs(second)) / top;
      greatest = Math.max(greatest, Math.sqrt(1 + peak * peak));
      even.setAtIndex(JAVA_FLOAT, HISTORY + frame, clip(first, top));
      odd.setAtIndex(JAVA_FLOAT, HISTORY + frame, clip(second, top));
    }
    for (int frame = 0; frame < frames; frame++) {
      float y = HalfBand.decimated(even, odd, frame);
      // The filters overshoot a little where the curve leaves an edge.
      float top = ceilings.getAtIndex(JAVA_FLOAT, frame);
      float limited = Math.clamp(y, -top, top);
      out.setAtIndex(JAVA_FLOAT, frame, Math.abs(limited) < Float.MIN_NORMAL ? 0 : limited);
    }
    keepHistory(x, frames);
    keepHistory(even, frames);
    keepHistory(odd, frames);
    return greatest;
  }

  private static float clip(double x, float top) {
    double share = x / top;
    return (float) (x / Math.sqrt(1 + share * share));
  }

  private static void keepHistory(MemorySegment line, int frames) {
    MemorySegment.copy(line, (long) frames * Float.BYTES, line, 0, (long) HISTORY * Float.BYTES);
  }

  @Override
  public void reset() {
    for (int channel = 0; channel < channels; channel++) {
      inputs[channel].fill((byte) 0);
      evens[channel].fill((byte) 0);
      odds[channel].fill((byte) 0);
    }
    quietFrames = 0;
  }

  // The state is what the filters remember. A successor, of this version or the next, takes it over
  // at a block's edge, so that an update is not heard. Parameters are the host's and not part of
  // it.

  @Override
  public StateLayout stateLayout() {
    long bytes = HEADER_BYTES + (long) channels * LINES * HISTORY * Float.BYTES;
    return StateLayout.copied(STATE_VERSION, bytes, 2_000 + bytes);
  }

  @Override
  public long saveState(MemorySegment target) {
    target.set(JAVA_LONG, 0, channels);
    long at = HEADER_BYTES;
    for (int channel = 0; channel < channels; channel++) {
      at = save(inputs[channel], target, at);
      at = save(evens[channel], target, at);
      at = save(odds[channel], target, at);
    }
    return at;
  }

  private static long save(MemorySegment line, MemorySegment target, long at) {
    long bytes = (long) HISTORY * Float.BYTES;
    MemorySegment.copy(line, 0, target, at, bytes);
    return at + bytes;
  }

  /**
   * Takes nothing unless all of it fits: another version, other channels or damaged bytes do not.
   */
  @Override
  public boolean loadState(int version, MemorySegment source) {
    long floats = (long) channels * LINES * HISTORY;
    if (version != STATE_VERSION
        || source.byteSize() < HEADER_BYTES + floats * Float.BYTES
        || source.get(JAVA_LONG, 0) != channels) {
      return false;
    }
    for (long i = 0; i < floats; i++) {
      if (!Float.isFinite(source.get(JAVA_FLOAT, HEADER_BYTES + i * Float.BYTES))) {
        return false;
      }
    }
    long bytes = (long) HISTORY * Float.BYTES;
    long at = HEADER_BYTES;
    for (int channel = 0; channel < channels; channel++) {
      MemorySegment.copy(source, at, inputs[channel], 0, bytes);
      MemorySegment.copy(source, at + bytes, evens[channel], 0, bytes);
      MemorySegment.copy(source, at + 2 * bytes, odds[channel], 0, bytes);
      at += LINES * bytes;
    }
    quietFrames = 0;
    return true;
  }
}
