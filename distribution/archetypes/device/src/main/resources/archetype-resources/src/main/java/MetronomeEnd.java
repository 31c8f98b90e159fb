package ${package};

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.tactus.api.MediaFormat;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.clock.Clock;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Preparation;

/** The metronome, opened for one pipeline. */
final class MetronomeEnd implements DeviceEnd {

  private static final double CLICK_SECONDS = 0.03;
  private static final double DECAY_SECONDS = 0.005;
  private static final double BEAT_HERTZ = 1000;
  private static final double ACCENT_HERTZ = 1500;
  private static final double LEVEL = 0.5;

  private final AudioFormat format;
  private final HardwareClock clock;
  private final int beats;
  private final double framesPerBeat;
  private final int clickFrames;
  private final long length;
  private MemorySegment accentClick;
  private MemorySegment beatClick;
  private long position;

  MetronomeEnd(EndRequest request) throws RefusedException {
    double rate = request.rate().toDouble();
    format = AudioFormat.of(request.rate(), 1);
    clock = new HardwareClock(request.rate(), request.period());
    beats = (int) request.options().integer(MetronomeProvider.BEATS);
    framesPerBeat = rate * 60 / request.options().number(MetronomeProvider.BPM);
    clickFrames = (int) Math.round(CLICK_SECONDS * rate);
    if (rate < 2 * ACCENT_HERTZ || clickFrames >= framesPerBeat) {
      throw new RefusedException(
          "${type} cannot click at "
              + request.rate()
              + " frames a second; give a rate of "
              + (int) (2 * ACCENT_HERTZ)
              + " or more");
    }
    length =
        request.options().has(MetronomeProvider.BARS)
            ? start(request.options().integer(MetronomeProvider.BARS) * beats)
            : Long.MAX_VALUE;
  }

  /** The frame in which a beat begins; rounded for each beat, so that the tempo never drifts. */
  private long start(long beat) {
    return Math.round(beat * framesPerBeat);
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public List<MediaFormat> negotiate(List<MediaFormat> inputs) {
    return List.of(format);
  }

  @Override
  public void prepare(Preparation preparation) throws RefusedException {
    double rate = preparation.rate().toDouble();
    accentClick = preparation.allocate((long) clickFrames * Float.BYTES, 64);
    beatClick = preparation.allocate((long) clickFrames * Float.BYTES, 64);
    fill(accentClick, ACCENT_HERTZ, rate);
    fill(beatClick, BEAT_HERTZ, rate);
    position = 0;
  }

  private void fill(MemorySegment click, double hertz, double rate) {
    for (int frame = 0; frame < clickFrames; frame++) {
      double seconds = frame / rate;
      double sample =
          LEVEL * Math.exp(-seconds / DECAY_SECONDS) * Math.sin(2 * Math.PI * hertz * seconds);
      click.setAtIndex(JAVA_FLOAT, frame, (float) sample);
    }
  }

  /** On the cycle thread. An end never waits here: its clock does, in await(). */
  @Override
  public void process(Cycle cycle) {
    AudioBlock out = cycle.audioOut(0);
    MemorySegment samples = out.channel(0);
    int frames = (int) Math.min(cycle.frames(), length - position);
    boolean silent = true;
    for (int frame = 0; frame < cycle.frames(); frame++) {
      float sample = frame < frames ? sample(position + frame) : 0;
      silent &= sample == 0;
      samples.setAtIndex(JAVA_FLOAT, frame, sample);
    }
    out.setSilent(silent);
    position += frames;
    if (frames < cycle.frames() || position == length) {
      cycle.end(frames);
    }
  }

  private float sample(long frame) {
    long beat = (long) (frame / framesPerBeat);
    if (start(beat + 1) <= frame) {
      beat++;
    } else if (start(beat) > frame) {
      beat--;
    }
    long within = frame - start(beat);
    if (within >= clickFrames) {
      return 0;
    }
    MemorySegment click = beat % beats == 0 ? accentClick : beatClick;
    return click.getAtIndex(JAVA_FLOAT, within);
  }

  @Override
  public void reset() {
    position = 0;
  }

  @Override
  public long xruns() {
    return clock.xruns();
  }
}
