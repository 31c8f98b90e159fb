// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.tactus.api.MediaFormat;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.NodeHost;
import org.tactus.api.node.Preparation;
import org.tactus.api.node.StateLayout;

/**
 * A WAV file as a source. A file that fits is decoded into memory when it is prepared; of a longer
 * one, a thread keeps the next seconds there. Frames that do not arrive in time are silent and are
 * not played later, so that the source stays in time with the others; when free-wheeling, the cycle
 * waits for them.
 */
final class FileSource implements DeviceEnd {

  private static final int CHUNK_BYTES = 1 << 18;
  private static final double RING_SECONDS = 2;
  private static final int RING_PERIODS = 4;
  private static final long MAXIMUM_RING_BYTES = 1 << 26;
  private static final long LOADED_BYTES = 1 << 22;
  private static final long SLEEP_NANOS = 20_000_000;
  private static final long FREEWHEEL_SLEEP_NANOS = 200_000;
  private static final long CYCLE_WAIT_NANOS = 50_000;
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private static final int STATE_VERSION = 1;
  private static final long STATE_BYTES = 3 * Long.BYTES;
  private static final long STATE_NANOS = 500;

  private final OpenFiles openFiles;
  private final Path path;
  private final String name;
  private WavFile wav;
  private final boolean isLooping;
  private final String stalled;

  private Object use;
  private FileChannel file;
  private String node;
  private NodeHost host;
  private boolean isFreewheeling;
  private FrameRing ring;
  private boolean isLoaded;
  private FileThread reader;
  private final AtomicLong xruns = new AtomicLong();
  private volatile String fault;

  // The reader's, or the control thread's while there is none.
  private ByteBuffer bytes;
  private float[] samples;
  private int chunkFrames;
  private long nextFrame;
  private boolean hasNonNumbers;

  /** The position behind the last frame; written by the reader where the file turns out shorter. */
  private volatile long end;

  // The cycle's.
  private long position;
  private boolean hasEnded;

  /**
   * A source that is not yet open.
   *
   * @param name of the file in a message
   * @param wav what its header said
   */
  FileSource(OpenFiles openFiles, Path path, String name, WavFile wav, boolean isLooping) {
    this.openFiles = openFiles;
    this.path = path;
    this.name = name;
    this.wav = wav;
    this.isLooping = isLooping;
    this.stalled =
        "file '" + name + "' has not been read any further for 10 s; check its disk or network";
  }

  @Override
  public List<MediaFormat> negotiate(List<MediaFormat> inputs) {
    return List.of(new AudioFormat(Rational.of(wav.rate()), wav.layout()));
  }

  @Override
  public void prepare(Preparation preparation) throws RefusedException {
    node = preparation.node();
    host = preparation.host();
    isFreewheeling = preparation.isFreewheeling();
    try {
      file = FileChannel.open(path, StandardOpenOption.READ);
      use = openFiles.read(path, name);
      WavFile now = WavHeaderReader.read(file, name);
      if (!now.isLike(wav)) {
        throw new RefusedException(
            "file '" + name + "' was changed while it was being opened; start the pipeline again");
      }
      wav = now;
      end = isLooping ? Long.MAX_VALUE : wav.frames();
      ring = allocate(preparation);
      fill();
      link(preparation);
      if (isLoaded) {
        file.close();
      }
    } catch (IOException e) {
      release();
      throw new RefusedException(FileErrors.unreadable(name, e), e);
    } catch (RefusedException e) {
      release();
      throw e;
    }
    if (wav.isTruncated()) {
      host.warn(
          "file '%s' is cut short: its header promises %d frames and %d are there; record it again"
              .formatted(name, wav.declaredFrames(), wav.frames()));
    }
  }

  private FrameRing allocate(Preparation preparation) throws RefusedException {
    int channels = wav.channels();
    long frames = Math.round(RING_SECONDS * wav.rate());
    frames = Math.min(frames, MAXIMUM_RING_BYTES / Float.BYTES / channels);
    frames = Math.max(frames, (long) RING_PERIODS * preparation.period());
    long limit = Math.max(LOADED_BYTES, FrameRing.bytes(channels, frames));
    isLoaded =
        wav.frames() <= limit / Float.BYTES / channels
            && FrameRing.bytes(channels, wav.frames()) <= limit;
    if (isLoaded) {
      frames = Math.max(1, wav.frames());
    }
    chunkFrames = (int) Math.min(frames, Math.max(1, CHUNK_BYTES / wav.frameBytes()));
    bytes =
        ByteBuffer.allocateDirect(chunkFrames * wav.frameBytes()).order(ByteOrder.LITTLE_ENDIAN);
    samples = new float[chunkFrames * channels];
    return new FrameRing(preparation, channels, (int) frames);
  }

  /** Runs what the cycle will run, so that its classes are linked. */
  private void link(Preparation preparation) throws RefusedException {
    MemorySegment scratch =
        preparation.allocate((long) preparation.period() * Float.BYTES, Float.BYTES);
    int frames = (int) Math.min(preparation.period(), ring.written());
    ring.copyTo(scratch, 0, 0, frames);
    ring.consumeTo(0);
  }

  /** Reads until the ring is full or, unless it loops, the file has ended. */
  private void fill() throws IOException {
    while (fillOnce() > 0) {}
  }

  private int fillOnce() throws IOException {
    long left = wav.frames() - nextFrame;
    if (left == 0 && isLooping && !isLoaded) {
      nextFrame = 0;
      left = wav.frames();
    }
    int frames = (int) Math.min(left, Math.min(chunkFrames, ring.writable()));
    if (frames == 0) {
      return 0;
    }
    int present = read(frames);
    wav.format().decode(bytes, samples, present * wav.channels());
    silenceNonNumbers(present * wav.channels());
    ring.write(samples, present);
    nextFrame += present;
    if (present < frames) {
      throw new IOException("it became shorter");
    }
    return present;
  }

  private int read(int frames) throws IOException {
    int frameBytes = wav.frameBytes();
    long start = wav.dataStart() + nextFrame * frameBytes;
    bytes.clear().limit(frames * frameBytes);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, start + bytes.position()) < 0) {
        break;
      }
    }
    return bytes.position() / frameBytes;
  }

  private void silenceNonNumbers(int count) {
    if (!wav.format().isFloat()) {
      return;
    }
    for (int i = 0; i < count; i++) {
      if (!Float.isFinite(samples[i])) {
        samples[i] = 0;
        if (!hasNonNumbers) {
          hasNonNumbers = true;
          host.warn(
              "file '%s' has samples that are not finite numbers, the first at frame %d; they are"
                      .formatted(name, nextFrame + i / wav.channels())
                  + " played as silence");
        }
      }
    }
  }

  @Override
  public void start() {
    if (!isLoaded && reader == null) {
      reader = FileThread.start(node, this::read);
    }
  }

  private long read(boolean isLast) {
    if (isLast) {
      return 0;
    }
    try {
      if (!isLooping && nextFrame == wav.frames()) {
        return -1;
      }
      long sleep = isFreewheeling ? FREEWHEEL_SLEEP_NANOS : SLEEP_NANOS;
      return ring.writable() < Math.min(chunkFrames, ring.capacity() / 4) || fillOnce() == 0
          ? sleep
          : 0;
    } catch (IOException e) {
      fail(FileErrors.unreadable(name, e));
      return -1;
    }
  }

  private void fail(String sentence) {
    fault = sentence;
    end = Math.min(end, ring.written());
  }

  @Override
  public void process(Cycle cycle) {
    AudioBlock out = cycle.audioOut(0);
    if (hasEnded) {
      out.clear();
      return;
    }
    int frames = cycle.frames();
    if (!isLoaded && cycle.isFreewheeling()) {
      await(position + frames);
    }
    long endAt = end;
    long readable = isLoaded ? Long.MAX_VALUE : ring.written();
    int due = Math.clamp(endAt - position, 0, frames);
    int there = Math.clamp(readable - position, 0, due);
    if (there < out.capacity()) {
      out.clear();
    }
    if (there > 0) {
      ring.copyTo(out, position, there);
      out.setSilent(false);
    }
    position += due;
    if (!isLoaded) {
      ring.consumeTo(Math.min(position, readable));
    }
    if (there < due) {
      xruns.setRelease(xruns.getPlain() + 1);
    }
    if (position >= endAt) {
      hasEnded = true;
      cycle.end(due);
    }
  }

  /** Waits until frames are there, or will never be. */
  private void await(long wanted) {
    FileThread thread = reader;
    long since = System.nanoTime();
    while (thread != null && ring.written() < Math.min(wanted, end)) {
      if (System.nanoTime() - since > PATIENCE_NANOS) {
        fail(stalled);
        return;
      }
      thread.wake();
      LockSupport.parkNanos(CYCLE_WAIT_NANOS);
    }
  }

  @Override
  public StateLayout stateLayout() {
    return StateLayout.copied(STATE_VERSION, STATE_BYTES, STATE_NANOS);
  }

  @Override
  public long saveState(MemorySegment target) {
    target.set(JAVA_LONG, 0, position);
    target.set(JAVA_LONG, Long.BYTES, hasEnded ? 1 : 0);
    target.set(JAVA_LONG, 2 * Long.BYTES, wav.frames());
    return STATE_BYTES;
  }

  @Override
  public boolean loadState(int version, MemorySegment source) {
    if (version != STATE_VERSION || source.byteSize() < STATE_BYTES) {
      return false;
    }
    long next = source.get(JAVA_LONG, 0);
    if (next < 0 || next > end || source.get(JAVA_LONG, 2 * Long.BYTES) != wav.frames()) {
      return false;
    }
    boolean wasRunning = reader != null;
    stop();
    position = next;
    hasEnded = source.get(JAVA_LONG, Long.BYTES) != 0;
    if (!isLoaded) {
      ring.clearTo(next);
      nextFrame = isLooping ? next % wav.frames() : next;
      try {
        fill();
      } catch (IOException e) {
        fail(FileErrors.unreadable(name, e));
      }
    }
    if (wasRunning) {
      start();
    }
    return true;
  }

  @Override
  public void reset() {
    boolean wasRunning = reader != null;
    stop();
    position = 0;
    hasEnded = false;
    if (!isLoaded && fault == null) {
      ring.clear();
      nextFrame = 0;
      end = isLooping ? Long.MAX_VALUE : wav.frames();
      try {
        fill();
      } catch (IOException e) {
        fail(FileErrors.unreadable(name, e));
      }
    } else if (isLoaded) {
      end = isLooping ? Long.MAX_VALUE : wav.frames();
    }
    if (wasRunning) {
      start();
    }
  }

  @Override
  public void stop() {
    if (reader != null) {
      if (!reader.stop()) {
        fail(stalled);
      }
      reader = null;
    }
  }

  @Override
  public void release() {
    stop();
    FileErrors.close(file, host, name);
    if (use != null) {
      openFiles.release(use);
      use = null;
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
