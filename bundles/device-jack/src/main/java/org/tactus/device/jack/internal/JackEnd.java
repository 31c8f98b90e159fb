// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.jack.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.tactus.api.Latency;
import org.tactus.api.MediaFormat;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.clock.Clock;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.NodeHost;
import org.tactus.api.node.Preparation;

/** The ports of one node on a JACK server. */
final class JackEnd implements DeviceEnd {

  private static final int RANGE_BYTES = 8;

  private final EndRequest request;
  private final JackClient client;
  private final boolean isPlayback;
  private final Consumer<JackEnd> onRelease;
  private final List<String> patterns;
  private final int wantedChannels;

  private NodeHost host;
  private JackClock clock;
  private MemorySegment times;
  private volatile long[] ports = {};
  private volatile Latency latency = Latency.NONE;
  private volatile Latency path;
  private Latency reported = Latency.NONE;
  private boolean isPrepared;
  private boolean isStarted;
  private boolean isWritten;

  JackEnd(
      EndRequest request,
      JackClient client,
      boolean isPlayback,
      List<String> patterns,
      Consumer<JackEnd> onRelease) {
    this.request = request;
    this.client = client;
    this.isPlayback = isPlayback;
    this.patterns = patterns;
    this.onRelease = onRelease;
    this.wantedChannels = (int) request.options().integer(JackOptions.CHANNELS);
  }

  JackClient client() {
    return client;
  }

  boolean isPlayback() {
    return isPlayback;
  }

  // Control thread.

  @Override
  public List<MediaFormat> negotiate(List<MediaFormat> inputs) throws RefusedException {
    if (isPlayback) {
      playbackChannels(inputs);
      return List.of();
    }
    return List.of(AudioFormat.of(request.rate(), captureChannels()));
  }

  private int playbackChannels(List<MediaFormat> inputs) throws RefusedException {
    if (inputs.isEmpty() || !(inputs.getFirst() instanceof AudioFormat format)) {
      throw new RefusedException(
          "jack end '" + request.node() + "' has no input; link an audio output to it");
    }
    if (wantedChannels != 0 && wantedChannels != format.channels()) {
      throw new RefusedException(
          "jack end '"
              + request.node()
              + "' is asked for "
              + wantedChannels
              + " channels but its input has "
              + format.channels()
              + "; put a mixer before it or leave channels out");
    }
    return format.channels();
  }

  private int captureChannels() throws RefusedException {
    if (wantedChannels != 0) {
      return wantedChannels;
    }
    return patterns.isEmpty() ? 2 : targets().size();
  }

  /** The server's ports that the patterns name, in order. */
  private List<String> targets() throws RefusedException {
    int flags = isPlayback ? Jack.JACK_PORT_IS_INPUT : Jack.JACK_PORT_IS_OUTPUT;
    List<String> there = client.ports(null, flags);
    List<String> targets = new ArrayList<>();
    for (String pattern : patterns) {
      if (there.contains(pattern)) {
        targets.add(pattern);
        continue;
      }
      List<String> matching = client.ports("^(" + pattern + ")$", flags);
      if (matching.isEmpty()) {
        throw new RefusedException(
            client.serverName()
                + " has no "
                + (isPlayback ? "input" : "output")
                + " port '"
                + pattern
                + "'; `device:list` shows those that are there");
      }
      targets.addAll(matching);
    }
    return targets;
  }

  @Override
  public void prepare(Preparation preparation) throws RefusedException {
    if (preparation.isFreewheeling()) {
      throw new RefusedException(
          "jack end '"
              + request.node()
              + "' cannot free-wheel; use a file instead or run the pipeline without --freewheel");
    }
    host = preparation.host();
    int channels =
        isPlayback
            ? playbackChannels(preparation.inputs())
            : ((AudioFormat) preparation.outputs().getFirst()).channels();
    List<String> targets = targets();
    if (targets.size() > channels && channels > 1) {
      throw new RefusedException(
          "jack end '"
              + request.node()
              + "' has "
              + channels
              + " channels for "
              + targets.size()
              + " ports; name "
              + channels
              + " ports");
    }
    times = preparation.allocate(JackClock.TIMES_BYTES, 64);
    long[] registered = new long[channels];
    for (int c = 0; c < channels; c++) {
      try {
        registered[c] = client.registerPort(request.node() + "_" + (c + 1), isPlayback);
      } catch (RefusedException e) {
        for (int i = 0; i < c; i++) {
          client.unregisterPort(registered[i]);
        }
        throw e;
      }
    }
    ports = registered;
    isPrepared = true;
    clock = preparation.isClock() ? new JackClock(client, times) : null;
    client.add(this, preparation.isClock());
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public void start() throws RefusedException {
    if (!client.hasClock()) {
      throw new RefusedException(
          "jack end '"
              + request.node()
              + "' cannot follow another clock; make it the pipeline's clock or take it out");
    }
    client.start();
    isStarted = true;
    try {
      connect();
    } catch (RefusedException e) {
      stop();
      throw e;
    }
    client.recomputeLatencies();
  }

  private void connect() throws RefusedException {
    List<String> targets = targets();
    for (int i = 0; i < targets.size(); i++) {
      // One channel may go to, or come from, several ports.
      String own = Jack.text(Jack.jack_port_name(ports[Math.min(i, ports.length - 1)]));
      if (isPlayback) {
        client.connect(own, targets.get(i));
      } else {
        client.connect(targets.get(i), own);
      }
    }
  }

  @Override
  public void stop() {
    if (isStarted) {
      isStarted = false;
      client.stop();
    }
  }

  @Override
  public void release() {
    if (isPrepared) {
      isPrepared = false;
      client.remove(this);
      long[] registered = ports;
      ports = new long[0];
      for (long port : registered) {
        client.unregisterPort(port);
      }
    }
    onRelease.accept(this);
  }

  // Any thread but the cycle's.

  @Override
  public void pathLatency(Latency upstream, Latency downstream) {
    Latency now = isPlayback ? upstream : downstream;
    if (!now.equals(path)) {
      path = now;
      client.recomputeLatencies();
    }
  }

  @Override
  public Latency latency() {
    return latency;
  }

  @Override
  public long xruns() {
    return client.xruns();
  }

  @Override
  public String fault() {
    return client.fault();
  }

  /** Tells the host that the server counts differently now. Housekeeping thread. */
  void reportLatency() {
    Latency now = latency;
    if (!now.equals(reported)) {
      reported = now;
      host.latencyChanged();
    }
  }

  // libjack's notifying thread.

  /** Takes what the server knows of the way between this end and the world. */
  void readLatency(int mode) {
    long minimum = Long.MAX_VALUE;
    long maximum = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment range = arena.allocate(RANGE_BYTES, Integer.BYTES);
      for (long port : ports) {
        Jack.jack_port_get_latency_range(port, mode, range.address());
        minimum = Math.min(minimum, Integer.toUnsignedLong(range.get(JAVA_INT, 0)));
        maximum = Math.max(maximum, Integer.toUnsignedLong(range.get(JAVA_INT, Integer.BYTES)));
      }
    }
    // Ports that nothing is connected to may say that the least is more than the most.
    latency = new Latency(Math.min(minimum, maximum), maximum);
  }

  /**
   * Tells the server how far away the world is through this pipeline.
   *
   * @param minimum of the pipeline's other ends on this server, where the host has said nothing
   * @param maximum likewise
   */
  void writeLatency(int mode, long minimum, long maximum) {
    Latency known = path;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment range = arena.allocate(RANGE_BYTES, Integer.BYTES);
      range.set(JAVA_INT, 0, (int) (known == null ? minimum : known.minimum()));
      range.set(JAVA_INT, Integer.BYTES, (int) (known == null ? maximum : known.maximum()));
      for (long port : ports) {
        Jack.jack_port_set_latency_range(port, mode, range.address());
      }
    }
  }

  // Cycle thread.

  @Override
  public void process(Cycle cycle) {
    if (isPlayback) {
      play(cycle.audioIn(0), cycle.frames());
    } else {
      capture(cycle.audioOut(0), cycle.frames());
    }
  }

  private void play(AudioBlock block, int frames) {
    long[] all = ports;
    long bytes = (long) frames * Float.BYTES;
    long rest = (long) (client.period - frames) * Float.BYTES;
    for (int c = 0; c < all.length; c++) {
      long buffer = Jack.jack_port_get_buffer(all[c], client.period);
      MemorySegment.copy(block.channel(c), 0, Jack.MEMORY, buffer, bytes);
      zero(buffer + bytes, rest);
    }
    isWritten = true;
  }

  private void capture(AudioBlock block, int frames) {
    long[] all = ports;
    for (int c = 0; c < all.length; c++) {
      long buffer = Jack.jack_port_get_buffer(all[c], client.period);
      MemorySegment.copy(Jack.MEMORY, buffer, block.channel(c), 0, (long) frames * Float.BYTES);
    }
  }

  /** Writes silence to output ports, unless the cycle wrote to them and that is respected. */
  void clear(boolean onlyIfLeftOut) {
    if (isPlayback && !(onlyIfLeftOut && isWritten)) {
      long[] all = ports;
      for (int c = 0; c < all.length; c++) {
        zero(Jack.jack_port_get_buffer(all[c], client.period), (long) client.period * Float.BYTES);
      }
    }
    isWritten = false;
  }

  private static void zero(long address, long bytes) {
    for (long i = 0; i < bytes; i += Integer.BYTES) {
      Jack.MEMORY.set(JAVA_INT, address + i, 0);
    }
  }
}
