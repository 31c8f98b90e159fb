// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.tactus.api.MediaFormat;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.NodeHost;
import org.tactus.api.node.Preparation;
import org.tactus.api.node.StateLayout;

/**
 * A WAV file as a sink. The cycle copies into a ring, a thread encodes and writes. Twice a second
 * the samples are brought to the disk and the header is made to promise them, so that the file is
 * valid whenever the process dies. Cycles that find no room are dropped and replaced by as much
 * silence, so that what follows keeps its time; when free-wheeling, the cycle waits for room.
 */
final class FileSink implements DeviceEnd {

  private static final int CHUNK_BYTES = 1 << 18;

  /** Longer than a source's: bringing samples to a busy disk may take seconds. */
  private static final double RING_SECONDS = 4;

  private static final int RING_PERIODS = 4;
  private static final long MAXIMUM_RING_BYTES = 1 << 26;
  private static final long SLEEP_NANOS = 50_000_000;
  private static final long FREEWHEEL_SLEEP_NANOS = 200_000;
  private static final long CYCLE_WAIT_NANOS = 50_000;
  private static final long COMMIT_NANOS = 500_000_000;
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private static final int STATE_VERSION = 1;
  private static final long STATE_BYTES = Long.BYTES;
  private static final long STATE_NANOS = 500;

  /**
   * How a sink writes.
   *
   * @param format of a sample
   * @param isDithered whether noise is added before rounding to integers
   * @param isTrimmed whether frames that are there only because of latency are left out
   * @param maximumRiff the size up to which the file stays RIFF
   */
  record Settings(SampleFormat format, boolean isDithered, boolean isTrimmed, long maximumRiff) {}

  private final OpenFiles openFiles;
  private final Path path;
  private final String name;
  private final Settings settings;
  private final String stalled;

  private Object use;
  private boolean wasCreated;
  private boolean wasStarted;
  private boolean resumes;
  private FileChannel file;
  private String node;
  private NodeHost host;
  private boolean isFreewheeling;
  private long latency;
  private int channels;
  private FrameRing ring;
  private FileThread writer;
  private final AtomicLong xruns = new AtomicLong();
  private volatile String fault;
  private volatile boolean isRecording;

  // The writer's.
  private WavFileWriter wav;
  private ByteBuffer bytes;
  private float[] samples;
  private int chunkFrames;
  private Dither dither;
  private long lastCommit;
  private boolean hasUncommitted;

  // The cycle's.
  private long trimmed;
  private long dropped;

  /** The position at which dropped frames are missing; valid while {@link #gapFrames} is not 0. */
  private long gapPosition;

  private final AtomicLong gapFrames = new AtomicLong();

  /** A sink that is not yet open. */
  FileSink(OpenFiles openFiles, Path path, String name, Settings settings) {
    this.openFiles = openFiles;
    this.path = path;
    this.name = name;
    this.settings = settings;
    this.stalled =
        "file '" + name + "' has not been written any further for 10 s; check its disk or network";
  }

  @Override
  public List<MediaFormat> negotiate(List<MediaFormat> inputs) throws RefusedException {
    if (!(inputs.getFirst() instanceof AudioFormat audio)) {
      throw new RefusedException(
          "file '" + name + "' takes audio and gets none; link an audio output to it");
    }
    if (audio.rate().denominator() != 1 || audio.rate().numerator() > Integer.MAX_VALUE) {
      throw new RefusedException(
          "file '%s' cannot hold a rate of %s Hz; give the pipeline a whole number"
              .formatted(name, audio.rate()));
    }
    return List.of();
  }

  @Override
  public void prepare(Preparation preparation) throws RefusedException {
    node = preparation.node();
    host = preparation.host();
    isFreewheeling = preparation.isFreewheeling();
    latency = settings.isTrimmed() ? preparation.inputLatency().minimum() : 0;
    AudioFormat format = (AudioFormat) preparation.inputs().getFirst();
    channels = format.channels();
    int frameBytes = channels * settings.format().bytes();
    long frames = Math.round(RING_SECONDS * format.rate().toDouble());
    frames = Math.min(frames, MAXIMUM_RING_BYTES / Float.BYTES / channels);
    frames = Math.max(frames, (long) RING_PERIODS * preparation.period());
    chunkFrames = (int) Math.min(frames, Math.max(1, CHUNK_BYTES / frameBytes));
    bytes = ByteBuffer.allocateDirect(chunkFrames * frameBytes).order(ByteOrder.LITTLE_ENDIAN);
    samples = new float[chunkFrames * channels];
    if (settings.isDithered() && !settings.format().isFloat()) {
      dither = new Dither(settings.format().bits());
    }
    ring = new FrameRing(preparation, channels, (int) frames);
    try {
      wasCreated = Files.notExists(path);
      file =
          FileChannel.open(
              path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
      use = openFiles.write(path, name);
      wav =
          new WavFileWriter(
              file,
              settings.format(),
              (int) format.rate().numerator(),
              format.layout(),
              settings.maximumRiff());
    } catch (IOException e) {
      release();
      throw new RefusedException(FileErrors.unwritable(name, e), e);
    } catch (RefusedException e) {
      wasCreated = false;
      release();
      throw e;
    }
  }

  @Override
  public void start() throws RefusedException {
    if (resumes) {
      resumes = false;
    } else {
      begin();
    }
    wasStarted = true;
    fault = null;
    ring.clear();
    dropped = 0;
    gapFrames.set(0);
    lastCommit = System.nanoTime();
    hasUncommitted = true;
    writer = FileThread.start(node, this::write);
    isRecording = true;
  }

  private void begin() throws RefusedException {
    trimmed = 0;
    try {
      wav.begin();
    } catch (IOException e) {
      throw new RefusedException(FileErrors.unwritable(name, e), e);
    }
  }

  @Override
  public StateLayout stateLayout() {
    return StateLayout.copied(STATE_VERSION, STATE_BYTES, STATE_NANOS);
  }

  @Override
  public long saveState(MemorySegment target) {
    target.set(JAVA_LONG, 0, trimmed);
    return STATE_BYTES;
  }

  /** Goes on behind what the predecessor, which has stopped, has written. */
  @Override
  public boolean loadState(int version, MemorySegment source) {
    if (version != STATE_VERSION || source.byteSize() < STATE_BYTES || isRecording) {
      return false;
    }
    try {
      resumes = wav.resume(WavHeaderReader.read(file, name));
    } catch (IOException | RefusedException e) {
      host.warn("file '" + name + "' cannot be continued (" + e.getMessage() + ")");
      return false;
    }
    trimmed = source.get(JAVA_LONG, 0);
    return resumes;
  }

  @Override
  public void process(Cycle cycle) {
    if (!isRecording) {
      return;
    }
    int frames = cycle.frames();
    int skipped = (int) Math.min(latency - trimmed, frames);
    trimmed += skipped;
    frames -= skipped;
    if (frames == 0) {
      return;
    }
    if (cycle.isFreewheeling() && !await(frames)) {
      return;
    }
    if (dropped > 0 && gapFrames.getAcquire() == 0 && ring.writable() >= ring.capacity() / 2) {
      gapPosition = ring.written();
      gapFrames.setRelease(dropped);
      dropped = 0;
    }
    if (dropped > 0 || ring.writable() < frames) {
      dropped += frames;
      xruns.setRelease(xruns.getPlain() + 1);
    } else {
      ring.write(cycle.audioIn(0), skipped, frames);
    }
  }

  /** Waits for room in the ring; false if there will never be any. */
  private boolean await(int frames) {
    FileThread thread = writer;
    long since = System.nanoTime();
    while (ring.writable() < frames) {
      if (!isRecording) {
        return false;
      }
      if (System.nanoTime() - since > PATIENCE_NANOS) {
        fail(stalled);
        return false;
      }
      thread.wake();
      LockSupport.parkNanos(CYCLE_WAIT_NANOS);
    }
    return true;
  }

  private long write(boolean isLast) {
    if (fault != null) {
      return -1;
    }
    try {
      boolean wrote = drain();
      if (isLast) {
        silence(dropped);
        dropped = 0;
        wav.finish();
      } else {
        commitWhenDue();
      }
      return wrote ? 0 : isFreewheeling ? FREEWHEEL_SLEEP_NANOS : SLEEP_NANOS;
    } catch (IOException e) {
      fail(FileErrors.unwritable(name, e));
      keepWhatIsThere();
      return -1;
    }
  }

  /** Writes what the ring holds now; whether that was anything. */
  private boolean drain() throws IOException {
    long written = ring.written();
    long start = ring.read();
    while (ring.read() < written) {
      long gap = gapFrames.getAcquire();
      long limit = gap > 0 ? Math.min(written, gapPosition) : written;
      int frames = (int) Math.min(chunkFrames, limit - ring.read());
      if (frames == 0) {
        silence(gap);
        gapFrames.setRelease(0);
      } else {
        ring.copyTo(samples, frames);
        ring.consumeTo(ring.read() + frames);
        append(frames);
        commitWhenDue();
      }
    }
    return written > start;
  }

  private void append(int frames) throws IOException {
    int count = frames * channels;
    if (dither != null) {
      dither.add(samples, count);
    }
    bytes.clear().limit(count * settings.format().bytes());
    settings.format().encode(samples, bytes, count);
    hasUncommitted = true;
    wav.write(bytes);
  }

  private void silence(long frames) throws IOException {
    for (long left = frames; left > 0; left -= chunkFrames) {
      Arrays.fill(samples, 0);
      append((int) Math.min(left, chunkFrames));
      commitWhenDue();
    }
  }

  private void commitWhenDue() throws IOException {
    if (hasUncommitted && System.nanoTime() - lastCommit >= COMMIT_NANOS) {
      wav.commit();
      hasUncommitted = false;
      lastCommit = System.nanoTime();
    }
  }

  private void keepWhatIsThere() {
    try {
      wav.promise();
    } catch (IOException e) {
      host.warn(
          "file '"
              + name
              + "' lacks what was recorded last ("
              + e.getMessage()
              + "); check its disk");
    }
  }

  private void fail(String sentence) {
    fault = sentence;
    isRecording = false;
  }

  @Override
  public void stop() {
    isRecording = false;
    if (writer != null) {
      if (!writer.stop()) {
        fail(stalled);
      }
      writer = null;
    }
  }

  @Override
  public void release() {
    stop();
    FileErrors.close(file, host, name);
    if (file != null && wasCreated && !wasStarted) {
      deleteUnused();
    }
    if (use != null) {
      openFiles.release(use);
      use = null;
    }
  }

  private void deleteUnused() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      host.warn("file '" + name + "' is empty and cannot be deleted; delete it by hand");
    }
  }

  @Override
  public long xruns() {
    return xruns.getAcquire();
  }

  @Override
  public String fault() {
    return fault;
  }
}
