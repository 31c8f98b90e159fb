// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tactus.api.Direction;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Options;
import org.tactus.testkit.TestBlock;
import org.tactus.testkit.TestCycle;
import org.tactus.testkit.TestPreparation;

/** Reads and writes whole files through the ends, as a free-wheeling host would. */
final class Recording {

  private Recording() {}

  static Options options(Path path, Object... more) {
    Map<String, Object> values = new HashMap<>();
    values.put("path", path.toString());
    values.put("loop", false);
    values.put("format", "float32");
    values.put("dither", false);
    values.put("trim", true);
    for (int i = 0; i < more.length; i += 2) {
      values.put((String) more[i], more[i + 1]);
    }
    return Options.of(values);
  }

  static DeviceEnd open(
      FileProvider provider, Direction direction, int rate, int period, Options options)
      throws RefusedException {
    return provider.open(
        new EndRequest("test", "node", direction, options, Rational.of(rate), period));
  }

  /** Writes a file through a sink. */
  static void write(Path path, int rate, int period, float[][] samples, Object... more)
      throws RefusedException {
    FileProvider provider = new FileProvider();
    DeviceEnd sink = open(provider, Direction.INPUT, rate, period, options(path, more));
    write(sink, rate, period, ChannelLayout.of(samples.length), samples);
  }

  static void write(DeviceEnd sink, int rate, int period, ChannelLayout layout, float[][] samples)
      throws RefusedException {
    AudioFormat format = new AudioFormat(Rational.of(rate), layout);
    sink.negotiate(List.of(format));
    sink.prepare(new TestPreparation(format.rate(), period).inputs(format).freewheeling());
    sink.start();
    TestCycle cycle = TestCycle.of(format.rate(), period).audioIn(layout).freewheeling().build();
    for (int done = 0; done < samples[0].length; ) {
      int frames = Math.min(period, samples[0].length - done);
      cycle.begin(frames).audioIn(0).write(samples, done, frames);
      sink.process(cycle);
      done += frames;
    }
    sink.stop();
    sink.release();
    if (sink.fault() != null) {
      throw new AssertionError(sink.fault());
    }
  }

  /** Reads a file through a source to its end. */
  static float[][] read(Path path, int period) throws RefusedException {
    return read(path, period, Integer.MAX_VALUE);
  }

  /** Reads at most so many frames, whole periods, of a file through a source. */
  static float[][] read(Path path, int period, int maximum, Object... more)
      throws RefusedException {
    FileProvider provider = new FileProvider();
    Options options = options(path, more);
    Rational rate = provider.preference(Direction.OUTPUT, options).rate();
    DeviceEnd source = open(provider, Direction.OUTPUT, (int) rate.numerator(), period, options);
    AudioFormat format = (AudioFormat) source.negotiate(List.of()).getFirst();
    source.prepare(new TestPreparation(rate, period).outputs(format).freewheeling());
    source.start();
    TestCycle cycle = TestCycle.of(rate, period).audioOut(format.layout()).freewheeling().build();
    float[][] samples = new float[format.channels()][0];
    int frames = 0;
    while (cycle.endedAt() < 0 && frames < maximum) {
      TestBlock out = cycle.begin().audioOut(0);
      source.process(cycle);
      int now = cycle.endedAt() < 0 ? period : cycle.endedAt();
      if (frames + now > samples[0].length) {
        for (int i = 0; i < samples.length; i++) {
          samples[i] = Arrays.copyOf(samples[i], Math.max(2 * samples[i].length, frames + period));
        }
      }
      out.read(samples, frames, now);
      frames += now;
    }
    source.stop();
    source.release();
    if (source.fault() != null) {
      throw new AssertionError(source.fault());
    }
    for (int i = 0; i < samples.length; i++) {
      samples[i] = Arrays.copyOf(samples[i], frames);
    }
    return samples;
  }
}
