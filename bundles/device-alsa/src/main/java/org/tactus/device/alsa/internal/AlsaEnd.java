// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.alsa.internal;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.tactus.api.Latency;
import org.tactus.api.MediaFormat;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.api.clock.Clock;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.NodeHost;
import org.tactus.api.node.Preparation;

/**
 * One PCM in a pipeline.
 *
 * <p>The end that drives the pipeline wakes whenever its device has moved on by one period. A
 * playback ring is then left with {@code periods - 1} periods, which is the latency of the block
 * that the cycle writes; a capture ring holds one period, which is the latency of the block that it
 * reads.
 *
 * <p>An end that follows another clock never waits. It keeps a distance of a period to either edge
 * of its ring: a playback ring holds {@code periods - 1} periods before the block is written, as
 * above, but has room for more; a capture ring holds two periods before the block is read. Where
 * that distance is used up, because the two clocks drift, it is set anew and an xrun is counted.
 */
final class AlsaEnd implements DeviceEnd {

  private static final int FOLLOWER_MARGIN_PERIODS = 2;
  private static final int CYCLES_UNTIL_DELAY_IS_READ = 8;

  private final EndRequest request;
  private final String device;
  private final Pcm pcm;
  private final PipelineGroup group;
  private final Consumer<AlsaEnd> onRelease;
  private final int periods;
  private final int wantedChannels;
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicLong xruns = new AtomicLong();

  private NodeHost host;
  private int period;
  private boolean isClock;
  private AlsaClock clock;
  private long fillBeforeWrite;
  private long fillBeforeRead;
  private volatile boolean armed;
  private volatile boolean running;
  private volatile boolean linked;
  private volatile boolean paced = true;
  private volatile int failure;
  private volatile long delayBeyondRing;
  private boolean aligning;
  private boolean moved;
  private int cycles;
  private long reportedDelay;
  private boolean reportedUnpaced;

  AlsaEnd(EndRequest request, Pcm pcm, PipelineGroup group, Consumer<AlsaEnd> onRelease) {
    this.request = request;
    this.device = pcm.device;
    this.pcm = pcm;
    this.group = group;
    this.onRelease = onRelease;
    this.periods = (int) request.options().integer(AlsaOptions.PERIODS);
    this.wantedChannels = (int) request.options().integer(AlsaOptions.CHANNELS);
  }

  PipelineGroup group() {
    return group;
  }

  Pcm pcm() {
    return pcm;
  }

  // Control thread.

  @Override
  public List<MediaFormat> negotiate(List<MediaFormat> inputs) throws RefusedException {
    if (pcm.isPlayback) {
      playbackLayout(inputs);
      return List.of();
    }
    return List.of(AudioFormat.of(request.rate(), captureChannels()));
  }

  private ChannelLayout playbackLayout(List<MediaFormat> inputs) throws RefusedException {
    if (inputs.isEmpty() || !(inputs.getFirst() instanceof AudioFormat format)) {
      throw new RefusedException(
          "alsa device '" + device + "' has no input; link an audio output to " + request.node());
    }
    if (wantedChannels != 0 && wantedChannels != format.channels()) {
      throw new RefusedException(
          "alsa device '"
              + device
              + "' is asked for "
              + wantedChannels
              + " channels but its input has "
              + format.channels()
              + "; put a mixer before it or leave channels out");
    }
    return format.layout();
  }

  private int captureChannels() throws RefusedException {
    if (wantedChannels != 0) {
      return wantedChannels;
    }
    Pcm.Capabilities can = pcm.capabilities();
    int least = Math.max(1, can.minimumChannels());
    int most = can.maximumChannels() < least ? Integer.MAX_VALUE : can.maximumChannels();
    return Math.clamp(2, least, most);
  }

  @Override
  public void prepare(Preparation preparation) throws RefusedException {
    if (preparation.isFreewheeling()) {
      throw new RefusedException(
          "alsa device '"
              + device
              + "' cannot free-wheel; use a file instead or run the pipeline without --freewheel");
    }
    host = preparation.host();
    period = preparation.period();
    isClock = preparation.isClock();
    ChannelLayout layout =
        pcm.isPlayback
            ? playbackLayout(preparation.inputs())
            : ((AudioFormat) preparation.outputs().getFirst()).layout();
    pcm.configure(
        preparation,
        preparation.rate(),
        period,
        layout.count(),
        request.options().text(AlsaOptions.FORMAT),
        request.options().text(AlsaOptions.ACCESS).equals("mmap"),
        isClock ? periods : periods + FOLLOWER_MARGIN_PERIODS);
    pcm.mapChannels(ChannelOrder.of(layout, pcm.channelPositions()));
    fillBeforeWrite = (long) (periods - 1) * period;
    fillBeforeRead = isClock ? period : 2L * period;
    long wakeFrames = pcm.isPlayback ? pcm.bufferFrames() - fillBeforeWrite : period;
    pcm.setWakeFrames(isClock ? wakeFrames : period);
    clock = isClock ? new AlsaClock(this, preparation.rate(), period, wakeFrames) : null;
    group.assign(this, isClock);
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public void start() throws RefusedException {
    int error = prime();
    if (error < 0) {
      throw new RefusedException(
          "alsa device '"
              + device
              + "' does not start ("
              + Alsa.message(error)
              + "); `device:list` shows whether it is still there");
    }
    armed = true;
    if (isClock || group.isStartedByClock()) {
      return;
    }
    error = startDevice();
    if (error < 0) {
      throw new RefusedException(
          "alsa device '"
              + device
              + "' does not start ("
              + Alsa.message(error)
              + "); `device:list` shows whether it is still there");
    }
  }

  @Override
  public void stop() {
    armed = false;
    if (running && pcm.isPlayback && paced && failure == 0) {
      playOut();
    }
    running = false;
    started.set(false);
    if (linked) {
      pcm.unlink();
      linked = false;
    }
    pcm.drop();
  }

  /** Lets what was written be heard: as long as the ring is, and no longer. */
  private void playOut() {
    long end = System.nanoTime() + request.rate().nanos(pcm.bufferFrames());
    while (pcm.isRunning()
        && pcm.available() >= 0
        && pcm.available() < pcm.bufferFrames()
        && System.nanoTime() < end) {
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  public void release() {
    onRelease.accept(this);
    pcm.close();
  }

  /** Tells the host what the cycle thread found out. Housekeeping thread. */
  void report() {
    NodeHost to = host;
    if (to == null) {
      return;
    }
    if (delayBeyondRing != reportedDelay) {
      reportedDelay = delayBeyondRing;
      to.latencyChanged();
    }
    if (!paced && !reportedUnpaced) {
      reportedUnpaced = true;
      if (isClock) {
        to.warn(
            "alsa device '"
                + device
                + "' takes data as fast as it comes, so the system's clock paces it;"
                + " name a real device where time matters");
      }
    }
  }

  // Any thread.

  @Override
  public Latency latency() {
    return Latency.of((pcm.isPlayback ? fillBeforeWrite : fillBeforeRead) + delayBeyondRing);
  }

  @Override
  public long xruns() {
    return xruns.get();
  }

  @Override
  public String fault() {
    int error = failure;
    if (error == 0) {
      return null;
    }
    if (error == AlsaClock.STALLED) {
      return "alsa device '"
          + device
          + "' has stopped moving; check the device or the server behind it and start the pipeline"
          + " again";
    }
    if (error == -Alsa.ENODEV) {
      return "alsa device '"
          + device
          + "' was pulled out while running ("
          + Alsa.message(error)
          + "); plug it in and start the pipeline again";
    }
    return "alsa device '"
        + device
        + "' failed while running ("
        + Alsa.message(error)
        + "); start the pipeline again";
  }

  boolean isRunning() {
    return running;
  }

  boolean isPaced() {
    return paced;
  }

  // Cycle thread.

  @Override
  public void process(Cycle cycle) {
    if (pcm.isPlayback) {
      play(cycle.audioIn(0), cycle.frames());
    } else {
      capture(cycle.audioOut(0), cycle.frames());
    }
    if (++cycles == CYCLES_UNTIL_DELAY_IS_READ && running && failure == 0) {
      delayBeyondRing = pcm.delayBeyondRing();
    }
  }

  private void play(AudioBlock block, int frames) {
    if (!running || failure != 0) {
      return;
    }
    if (!isClock && !makeRoom()) {
      return;
    }
    long written = pcm.write(block, 0, frames);
    if (written == frames && frames < period) {
      written += pcm.write(null, 0, period - frames);
    }
    moved = true;
    if (written != period && !isClock) {
      xruns.incrementAndGet();
    }
  }

  /** Brings a ring that follows another clock to where a block fits. */
  private boolean makeRoom() {
    long available = pcm.available();
    if (available < 0) {
      lose((int) available);
      return false;
    }
    if (!paced) {
      return true;
    }
    long fill = pcm.bufferFrames() - available;
    if (aligning) {
      aligning = false;
      if (fill < fillBeforeWrite) {
        pcm.write(null, 0, fillBeforeWrite - fill);
      } else if (fill > fillBeforeWrite) {
        pcm.rewind(fill - fillBeforeWrite);
      }
      available = pcm.available();
    }
    if (available < period) {
      xruns.incrementAndGet();
      aligning = true;
      return false;
    }
    return true;
  }

  private void capture(AudioBlock block, int frames) {
    if (!running || failure != 0 || (!isClock && !hasBlock())) {
      block.clear();
      return;
    }
    long read = pcm.read(block, 0, frames);
    moved = true;
    if (read != frames) {
      block.clear();
      if (!isClock) {
        xruns.incrementAndGet();
      }
    }
  }

  /** Brings a ring that follows another clock to where a block can be read. */
  private boolean hasBlock() {
    long available = pcm.available();
    if (available < 0) {
      lose((int) available);
      return false;
    }
    if (!paced) {
      return true;
    }
    if ((available < period && !aligning) || available > pcm.bufferFrames() - period) {
      xruns.incrementAndGet();
      aligning = true;
    }
    if (aligning) {
      if (available < fillBeforeRead) {
        return false;
      }
      pcm.read(null, 0, available - fillBeforeRead);
      aligning = false;
    }
    return true;
  }

  /**
   * A ring that follows another clock ran over or dry: it starts again, unless the clock does it.
   */
  private void lose(int error) {
    if (isDeadly(error)) {
      failure = error;
      return;
    }
    xruns.incrementAndGet();
    if (!linked) {
      int result = restart();
      if (result < 0) {
        failure = result;
      }
    }
  }

  static boolean isDeadly(int error) {
    return error != -Alsa.EPIPE
        && error != -Alsa.ESTRPIPE
        && error != -Alsa.EINTR
        && error != -Alsa.EAGAIN;
  }

  /** Empties the device and fills a playback ring with as much silence as its latency asks for. */
  int prime() {
    pcm.drop();
    int error = pcm.prepare();
    if (error < 0 || !pcm.isPlayback) {
      return error;
    }
    pcm.available();
    long written = pcm.write(null, 0, fillBeforeWrite + period);
    return written < 0 ? (int) written : 0;
  }

  private int restart() {
    int error = prime();
    if (error < 0) {
      return error;
    }
    aligning = true;
    return pcm.start();
  }

  /** Starts a device that was armed, once. */
  int startDevice() {
    if (!armed || !started.compareAndSet(false, true)) {
      return 0;
    }
    int error = linked ? 0 : pcm.start();
    if (error < 0) {
      return error;
    }
    aligning = !isClock;
    cycles = 0;
    if (pcm.available() >= pcm.bufferFrames()) {
      paced = false;
    }
    running = true;
    return 0;
  }

  /** Starts every end that waits for this clock, this one last. */
  int startGroup() {
    AlsaEnd[] followers = group.followers();
    for (int i = 0; i < followers.length; i++) {
      AlsaEnd follower = followers[i];
      if (follower.armed && !follower.running) {
        follower.linked = pcm.link(follower.pcm);
        int error = follower.startDevice();
        if (error < 0) {
          follower.failure = error;
        }
      }
    }
    return startDevice();
  }

  /** Starts again after the clock's device lost frames. */
  int restartGroup() {
    xruns.incrementAndGet();
    int error = prime();
    if (error < 0) {
      return error;
    }
    AlsaEnd[] followers = group.followers();
    for (int i = 0; i < followers.length; i++) {
      AlsaEnd follower = followers[i];
      if (follower.linked) {
        int result = follower.prime();
        if (result < 0) {
          follower.failure = result;
        }
        follower.aligning = true;
      }
    }
    return pcm.start();
  }

  /** Keeps a driving device going when the cycle left it out. */
  void complete() {
    if (!moved && running && failure == 0) {
      if (pcm.isPlayback) {
        pcm.write(null, 0, period);
      } else {
        pcm.read(null, 0, period);
      }
    }
    moved = false;
  }

  void setUnpaced() {
    paced = false;
  }

  void fail(int error) {
    failure = error;
  }
}
