// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.alsa.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.tactus.api.Direction;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.node.Preparation;

/**
 * One open PCM. {@link #open}, {@link #capabilities}, {@link #configure} and {@link #close} belong
 * to the control thread; the rest may be called on the cycle thread too, by one thread at a time,
 * and neither allocates nor blocks, {@link #await} apart. A negative result is a negated errno.
 */
final class Pcm {

  /** What a device can take; a negative number where it could not be asked. */
  record Capabilities(
      int minimumRate,
      int maximumRate,
      int minimumChannels,
      int maximumChannels,
      long minimumPeriod,
      long maximumPeriod) {}

  private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  // The order in which snd_pcm_access_t is tried, for each value of the option.
  private static final int MMAP_INTERLEAVED = 0;
  private static final int MMAP_NONINTERLEAVED = 1;
  private static final int RW_INTERLEAVED = 3;
  private static final int RW_NONINTERLEAVED = 4;
  private static final int[] MMAP_FIRST = {
    MMAP_INTERLEAVED, MMAP_NONINTERLEAVED, RW_INTERLEAVED, RW_NONINTERLEAVED
  };
  private static final int[] RW_ONLY = {RW_INTERLEAVED, RW_NONINTERLEAVED};

  // snd_pcm_channel_area_t: void *addr; unsigned first, step (both in bits).
  private static final int AREA_BYTES = 16;
  private static final int AREA_FIRST = 8;
  private static final int AREA_STEP = 12;

  // What libasound writes through pointers on the cycle's path.
  private static final int AREAS = 0;
  private static final int OFFSET = 8;
  private static final int FRAMES = 16;
  private static final int AVAILABLE = 24;
  private static final int DELAY = 32;
  private static final int SECONDS = 40;
  private static final int NANOS = 48;
  private static final int RESULT_BYTES = 64;

  final String device;
  final boolean isPlayback;
  final boolean isHardware;
  private final long handle;

  private boolean mapped;
  private boolean interleaved;
  private SampleFormat format;
  private int channels;
  private int period;
  private long bufferFrames;
  private MemorySegment results;
  private MemorySegment staging;
  private MemorySegment stagingPointers;
  private int[] blockChannels;

  private Pcm(String device, boolean isPlayback, long handle) {
    this.device = device;
    this.isPlayback = isPlayback;
    this.handle = handle;
    this.isHardware = Alsa.snd_pcm_type(handle) == Alsa.SND_PCM_TYPE_HW;
  }

  /** Opens a device; a busy one is refused rather than waited for. */
  static Pcm open(String device, Direction direction) throws RefusedException {
    Alsa.require();
    boolean isPlayback = direction == Direction.INPUT;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle = arena.allocate(ADDRESS);
      int error =
          Alsa.snd_pcm_open(
              handle.address(),
              Alsa.text(arena, device),
              isPlayback ? Alsa.SND_PCM_STREAM_PLAYBACK : Alsa.SND_PCM_STREAM_CAPTURE,
              Alsa.SND_PCM_NONBLOCK);
      if (error < 0) {
        throw cannotOpen(device, isPlayback, -error);
      }
      return new Pcm(device, isPlayback, handle.get(JAVA_LONG, 0));
    }
  }

  private static RefusedException cannotOpen(String device, boolean isPlayback, int errno) {
    String reason = " (" + Alsa.message(-errno) + ")";
    return switch (errno) {
      case Alsa.EBUSY, Alsa.EAGAIN ->
          new DeviceBusyException(
              "alsa device '"
                  + device
                  + "' is busy"
                  + reason
                  + "; close the program or pipeline that has it open, or use a device that mixes");
      case Alsa.EACCES ->
          new RefusedException(
              "alsa device '"
                  + device
                  + "' may not be opened"
                  + reason
                  + "; add this user to the group 'audio'");
      case Alsa.EINVAL ->
          new RefusedException(
              "alsa device '"
                  + device
                  + "' has no "
                  + (isPlayback ? "playback" : "capture")
                  + " or its definition is wrong"
                  + reason
                  + "; `device:list` shows what there is");
      default ->
          new RefusedException(
              "alsa device '"
                  + device
                  + "' is not there"
                  + reason
                  + "; `device:list` shows those that are");
    };
  }

  /** What the device can take. */
  Capabilities capabilities() throws RefusedException {
    try (Arena arena = Arena.ofConfined()) {
      long params = any(arena);
      MemorySegment value = arena.allocate(JAVA_LONG);
      MemorySegment direction = arena.allocate(JAVA_INT);
      long v = value.address();
      long d = direction.address();
      return new Capabilities(
          Alsa.snd_pcm_hw_params_get_rate_min(params, v, d) < 0 ? -1 : value.get(JAVA_INT, 0),
          Alsa.snd_pcm_hw_params_get_rate_max(params, v, d) < 0 ? -1 : value.get(JAVA_INT, 0),
          Alsa.snd_pcm_hw_params_get_channels_min(params, v) < 0 ? -1 : value.get(JAVA_INT, 0),
          Alsa.snd_pcm_hw_params_get_channels_max(params, v) < 0 ? -1 : value.get(JAVA_INT, 0),
          Alsa.snd_pcm_hw_params_get_period_size_min(params, v, d) < 0
              ? -1
              : value.get(JAVA_LONG, 0),
          Alsa.snd_pcm_hw_params_get_period_size_max(params, v, d) < 0
              ? -1
              : value.get(JAVA_LONG, 0));
    }
  }

  /** Whether the device can take a rate. */
  boolean hasRate(int rate) throws RefusedException {
    try (Arena arena = Arena.ofConfined()) {
      return Alsa.snd_pcm_hw_params_test_rate(handle, any(arena), rate, 0) == 0;
    }
  }

  private long any(Arena arena) throws RefusedException {
    long params = arena.allocate(Alsa.snd_pcm_hw_params_sizeof(), 8).address();
    int error = Alsa.snd_pcm_hw_params_any(handle, params);
    if (error < 0) {
      throw new RefusedException(
          "alsa device '"
              + device
              + "' offers no configuration ("
              + Alsa.message(error)
              + "); check its definition");
    }
    return params;
  }

  /**
   * Sets the device up for cycles of {@code period} frames.
   *
   * @param formatWord a {@link SampleFormat#word} or "auto"
   * @param bufferPeriods how many periods the ring holds at least
   */
  void configure(
      Preparation preparation,
      Rational rate,
      int period,
      int channels,
      String formatWord,
      boolean wantsMapping,
      int bufferPeriods)
      throws RefusedException {
    this.period = period;
    this.channels = channels;
    try (Arena arena = Arena.ofConfined()) {
      long params = any(arena);
      chooseAccess(params, wantsMapping ? MMAP_FIRST : RW_ONLY);
      chooseFormat(params, formatWord);
      setChannels(arena, params);
      setRate(arena, params, rate);
      setPeriod(arena, params);
      setBuffer(arena, params, (long) bufferPeriods * period);
      int error = Alsa.snd_pcm_hw_params(handle, params);
      if (error < 0) {
        throw refused("cannot be set up", error, "try other values of format, periods or access");
      }
      MemorySegment frames = arena.allocate(JAVA_LONG);
      Alsa.snd_pcm_hw_params_get_buffer_size(params, frames.address());
      bufferFrames = frames.get(JAVA_LONG, 0);
    }
    results = preparation.allocate(RESULT_BYTES, 64);
    if (!mapped) {
      staging = preparation.allocate((long) period * channels * format.bytes, 64);
      stagingPointers = preparation.allocate((long) channels * Long.BYTES, 8);
      for (int c = 0; c < channels; c++) {
        stagingPointers.setAtIndex(
            JAVA_LONG, c, staging.address() + (long) c * period * format.bytes);
      }
    }
  }

  /** Tells which channel of a block each channel of the device carries. */
  void mapChannels(int[] order) {
    blockChannels = order.clone();
  }

  /**
   * The device's channel map as positions of {@code enum snd_pcm_chmap_position}; empty if none.
   */
  int[] channelPositions() {
    long map = Alsa.snd_pcm_get_chmap(handle);
    if (map == 0) {
      return new int[0];
    }
    int[] positions = new int[MEMORY.get(JAVA_INT, map)];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = MEMORY.get(JAVA_INT, map + Integer.BYTES * (1L + i)) & 0xFFFF;
    }
    com.sun.jna.Native.free(map);
    return positions;
  }

  /**
   * Sets when {@link #await} is satisfied and leaves starting to {@link #start}.
   *
   * @param wakeFrames how many frames must be available
   */
  void setWakeFrames(long wakeFrames) throws RefusedException {
    try (Arena arena = Arena.ofConfined()) {
      long params = arena.allocate(Alsa.snd_pcm_sw_params_sizeof(), 8).address();
      MemorySegment boundary = arena.allocate(JAVA_LONG);
      int error = Alsa.snd_pcm_sw_params_current(handle, params);
      if (error == 0) {
        Alsa.snd_pcm_sw_params_get_boundary(params, boundary.address());
        Alsa.snd_pcm_sw_params_set_avail_min(handle, params, wakeFrames);
        Alsa.snd_pcm_sw_params_set_start_threshold(handle, params, boundary.get(JAVA_LONG, 0));
        Alsa.snd_pcm_sw_params_set_tstamp_mode(handle, params, Alsa.SND_PCM_TSTAMP_ENABLE);
        Alsa.snd_pcm_sw_params_set_tstamp_type(handle, params, Alsa.SND_PCM_TSTAMP_TYPE_MONOTONIC);
        error = Alsa.snd_pcm_sw_params(handle, params);
      }
      if (error < 0) {
        throw refused("takes no wake-up point", error, "use another device");
      }
    }
  }

  private void chooseAccess(long params, int[] accesses) throws RefusedException {
    int error = -Alsa.EINVAL;
    for (int access : accesses) {
      error = Alsa.snd_pcm_hw_params_set_access(handle, params, access);
      if (error == 0) {
        mapped = access == MMAP_INTERLEAVED || access == MMAP_NONINTERLEAVED;
        interleaved = access == MMAP_INTERLEAVED || access == RW_INTERLEAVED;
        return;
      }
    }
    throw refused(
        "can neither be read nor written", error, "use another device or leave access out");
  }

  private void chooseFormat(long params, String word) throws RefusedException {
    StringBuilder possible = new StringBuilder();
    for (SampleFormat candidate : SampleFormat.values()) {
      if (Alsa.snd_pcm_hw_params_test_format(handle, params, candidate.number) != 0) {
        continue;
      }
      if ((word.equals("auto") || word.equals(candidate.word))
          && Alsa.snd_pcm_hw_params_set_format(handle, params, candidate.number) == 0) {
        format = candidate;
        return;
      }
      possible.append(possible.isEmpty() ? "" : ", ").append(candidate.word);
    }
    throw new RefusedException(
        "alsa device '"
            + device
            + "' has no sample format '"
            + word
            + "'; "
            + (possible.isEmpty()
                ? "put 'plug:' before its name, which converts"
                : "it has " + possible));
  }

  private void setChannels(Arena arena, long params) throws RefusedException {
    if (Alsa.snd_pcm_hw_params_set_channels(handle, params, channels) == 0) {
      return;
    }
    MemorySegment least = arena.allocate(JAVA_INT);
    MemorySegment most = arena.allocate(JAVA_INT);
    Alsa.snd_pcm_hw_params_get_channels_min(params, least.address());
    Alsa.snd_pcm_hw_params_get_channels_max(params, most.address());
    throw new RefusedException(
        "alsa device '"
            + device
            + "' cannot take "
            + channels
            + (channels == 1 ? " channel" : " channels")
            + "; it takes "
            + range(least.get(JAVA_INT, 0), most.get(JAVA_INT, 0))
            + ": put a mixer before it or 'plug:' before its name");
  }

  private void setRate(Arena arena, long params, Rational rate) throws RefusedException {
    if (rate.denominator() == 1
        && rate.numerator() <= Integer.MAX_VALUE
        && Alsa.snd_pcm_hw_params_set_rate(handle, params, (int) rate.numerator(), 0) == 0) {
      return;
    }
    throw noRate(arena, params, rate);
  }

  private RefusedException noRate(Arena arena, long params, Rational rate) {
    MemorySegment value = arena.allocate(JAVA_INT);
    MemorySegment direction = arena.allocate(JAVA_INT);
    Alsa.snd_pcm_hw_params_get_rate_min(params, value.address(), direction.address());
    int least = value.get(JAVA_INT, 0);
    Alsa.snd_pcm_hw_params_get_rate_max(params, value.address(), direction.address());
    return new RefusedException(
        "alsa device '"
            + device
            + "' has no rate of "
            + rate
            + " Hz; it takes "
            + range(least, value.get(JAVA_INT, 0))
            + " Hz: set the pipeline's rate or put 'plug:' before the device's name");
  }

  /** Refuses unless the device has the rate. */
  void requireRate(Rational rate) throws RefusedException {
    if (rate.denominator() == 1
        && rate.numerator() <= Integer.MAX_VALUE
        && hasRate((int) rate.numerator())) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      throw noRate(arena, any(arena), rate);
    }
  }

  /**
   * A device's period may be a whole part of the pipeline's; it then wakes us more often. Where a
   * plugin converts the rate its periods fit no whole number, and the nearest to a half will do:
   * cycles then come unevenly, by less than a period.
   */
  private void setPeriod(Arena arena, long params) throws RefusedException {
    for (int parts = 1; parts <= period; parts++) {
      if (period % parts == 0
          && Alsa.snd_pcm_hw_params_test_period_size(handle, params, period / parts, 0) == 0
          && Alsa.snd_pcm_hw_params_set_period_size(handle, params, period / parts, 0) == 0) {
        return;
      }
    }
    MemorySegment value = arena.allocate(JAVA_LONG);
    MemorySegment direction = arena.allocate(JAVA_INT);
    Alsa.snd_pcm_hw_params_get_period_size_min(params, value.address(), direction.address());
    long least = value.get(JAVA_LONG, 0);
    if (!isHardware && least <= period) {
      value.set(JAVA_LONG, 0, Math.max(least, period / 2));
      int error =
          Alsa.snd_pcm_hw_params_set_period_size_near(
              handle, params, value.address(), direction.address());
      if (error == 0 && value.get(JAVA_LONG, 0) <= period) {
        return;
      }
    }
    Alsa.snd_pcm_hw_params_get_period_size_max(params, value.address(), direction.address());
    throw new RefusedException(
        "alsa device '"
            + device
            + "' has no period of "
            + period
            + " frames; it takes "
            + range(least, value.get(JAVA_LONG, 0))
            + ": set the pipeline's period");
  }

  private void setBuffer(Arena arena, long params, long frames) throws RefusedException {
    if (Alsa.snd_pcm_hw_params_set_buffer_size(handle, params, frames) == 0) {
      return;
    }
    MemorySegment near = arena.allocate(JAVA_LONG);
    near.set(JAVA_LONG, 0, frames);
    int error = Alsa.snd_pcm_hw_params_set_buffer_size_near(handle, params, near.address());
    if (error < 0 || near.get(JAVA_LONG, 0) < frames) {
      Alsa.snd_pcm_hw_params_get_buffer_size_max(params, near.address());
      throw new RefusedException(
          "alsa device '"
              + device
              + "' has no buffer of "
              + frames
              + " frames; it takes at most "
              + near.get(JAVA_LONG, 0)
              + ": lower periods or the pipeline's period");
    }
  }

  private static String range(long least, long most) {
    return least == most ? Long.toString(least) : least + " to " + most;
  }

  private RefusedException refused(String what, int error, String remedy) {
    return new RefusedException(
        "alsa device '" + device + "' " + what + " (" + Alsa.message(error) + "); " + remedy);
  }

  /** The ring's size as the device granted it. */
  long bufferFrames() {
    return bufferFrames;
  }

  /** {@code "float, mmap"}, for an operator. */
  String describe() {
    return format.word + ", " + (mapped ? "mmap" : "rw");
  }

  int prepare() {
    return Alsa.snd_pcm_prepare(handle);
  }

  int start() {
    return Alsa.snd_pcm_start(handle);
  }

  int drop() {
    return Alsa.snd_pcm_drop(handle);
  }

  int resume() {
    return Alsa.snd_pcm_resume(handle);
  }

  /** Ties two devices so that they start and stop as one; only hardware can. */
  boolean link(Pcm other) {
    return isHardware && other.isHardware && Alsa.snd_pcm_link(handle, other.handle) == 0;
  }

  void unlink() {
    Alsa.snd_pcm_unlink(handle);
  }

  boolean isRunning() {
    return Alsa.snd_pcm_state(handle) == Alsa.SND_PCM_STATE_RUNNING;
  }

  void close() {
    Alsa.snd_pcm_close(handle);
  }

  /** Waits, interrupted by the device; 1 when it is ready, 0 after the time-out. */
  int await(int timeoutMillis) {
    return Alsa.snd_pcm_wait(handle, timeoutMillis);
  }

  /** Frames that can be moved now. */
  long available() {
    return Alsa.snd_pcm_avail_update(handle);
  }

  /**
   * When the device last moved its pointer: CLOCK_MONOTONIC in nanoseconds; 0 if it does not say.
   */
  long timestamp() {
    if (Alsa.snd_pcm_htimestamp(handle, results.address() + AVAILABLE, results.address() + SECONDS)
        < 0) {
      return 0;
    }
    return results.get(JAVA_LONG, SECONDS) * 1_000_000_000L + results.get(JAVA_LONG, NANOS);
  }

  /** Frames of delay that the device has beyond its ring; 0 where it knows none. */
  long delayBeyondRing() {
    if (Alsa.snd_pcm_avail_delay(handle, results.address() + AVAILABLE, results.address() + DELAY)
        < 0) {
      return 0;
    }
    long available = results.get(JAVA_LONG, AVAILABLE);
    long inRing = isPlayback ? bufferFrames - available : available;
    return Math.max(0, results.get(JAVA_LONG, DELAY) - inRing);
  }

  /** Takes back frames that were written but not played; returns how many. */
  long rewind(long frames) {
    return Alsa.snd_pcm_rewind(handle, frames);
  }

  /**
   * Writes frames of a block, or silence for null. Returns how many, or an error.
   *
   * @param from the first frame of the block
   */
  long write(AudioBlock block, int from, long frames) {
    long done = 0;
    while (done < frames) {
      long moved;
      if (mapped) {
        int error = beginArea(frames - done);
        if (error < 0) {
          return error;
        }
        long count = results.get(JAVA_LONG, FRAMES);
        if (count == 0) {
          return done;
        }
        long offset = results.get(JAVA_LONG, OFFSET);
        for (int c = 0; c < channels; c++) {
          writeChannel(
              block, c, from + (int) done, (int) count, areaAddress(c, offset), areaStep(c));
        }
        moved = Alsa.snd_pcm_mmap_commit(handle, offset, count);
      } else {
        int count = (int) Math.min(frames - done, period);
        for (int c = 0; c < channels; c++) {
          writeChannel(block, c, from + (int) done, count, stagingAddress(c), stagingStep());
        }
        moved =
            interleaved
                ? Alsa.snd_pcm_writei(handle, staging.address(), count)
                : Alsa.snd_pcm_writen(handle, stagingPointers.address(), count);
      }
      if (moved <= 0) {
        return done > 0 || moved == -Alsa.EAGAIN ? done : moved;
      }
      done += moved;
    }
    return done;
  }

  /** Reads frames into a block, or throws them away for null. Returns how many, or an error. */
  long read(AudioBlock block, int to, long frames) {
    long done = 0;
    while (done < frames) {
      long moved;
      if (mapped) {
        int error = beginArea(frames - done);
        if (error < 0) {
          return error;
        }
        long count = results.get(JAVA_LONG, FRAMES);
        if (count == 0) {
          return done;
        }
        long offset = results.get(JAVA_LONG, OFFSET);
        if (block != null) {
          for (int c = 0; c < channels; c++) {
            format.read(
                areaAddress(c, offset),
                areaStep(c),
                block.channel(blockChannels[c]),
                to + done,
                (int) count);
          }
        }
        moved = Alsa.snd_pcm_mmap_commit(handle, offset, count);
      } else {
        int count = (int) Math.min(frames - done, period);
        moved =
            interleaved
                ? Alsa.snd_pcm_readi(handle, staging.address(), count)
                : Alsa.snd_pcm_readn(handle, stagingPointers.address(), count);
        if (block != null && moved > 0) {
          for (int c = 0; c < channels; c++) {
            format.read(
                stagingAddress(c),
                stagingStep(),
                block.channel(blockChannels[c]),
                to + done,
                (int) moved);
          }
        }
      }
      if (moved <= 0) {
        return done > 0 || moved == -Alsa.EAGAIN ? done : moved;
      }
      done += moved;
    }
    return done;
  }

  private void writeChannel(
      AudioBlock block, int channel, int from, int frames, long address, long step) {
    if (block == null || block.isSilent()) {
      format.silence(frames, address, step);
    } else {
      format.write(block.channel(blockChannels[channel]), from, frames, address, step);
    }
  }

  private int beginArea(long frames) {
    results.set(JAVA_LONG, FRAMES, frames);
    return Alsa.snd_pcm_mmap_begin(
        handle, results.address() + AREAS, results.address() + OFFSET, results.address() + FRAMES);
  }

  private long areaAddress(int channel, long offset) {
    long area = results.get(JAVA_LONG, AREAS) + (long) channel * AREA_BYTES;
    long first = MEMORY.get(JAVA_INT, area + AREA_FIRST);
    long step = MEMORY.get(JAVA_INT, area + AREA_STEP);
    return MEMORY.get(JAVA_LONG, area) + (first + offset * step) / Byte.SIZE;
  }

  private long areaStep(int channel) {
    long area = results.get(JAVA_LONG, AREAS) + (long) channel * AREA_BYTES;
    return MEMORY.get(JAVA_INT, area + AREA_STEP) / Byte.SIZE;
  }

  private long stagingAddress(int channel) {
    return interleaved
        ? staging.address() + (long) channel * format.bytes
        : staging.address() + (long) channel * period * format.bytes;
  }

  private long stagingStep() {
    return interleaved ? (long) channels * format.bytes : format.bytes;
  }
}
