// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.api.Direction;
import org.tactus.api.Latency;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.audio.Channel;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.api.device.DeviceEnd;
import org.tactus.testkit.Allocation;
import org.tactus.testkit.Signals;
import org.tactus.testkit.TestCycle;
import org.tactus.testkit.TestPreparation;

class FileSinkTest {

  private static final int RATE = 48_000;
  private static final int PERIOD = 64;
  private static final AudioFormat STEREO = AudioFormat.of(Rational.of(RATE), 2);

  @TempDir Path folder;

  private final FileProvider provider = new FileProvider();

  private DeviceEnd open(Path path, Object... more) throws RefusedException {
    return Recording.open(provider, Direction.INPUT, RATE, PERIOD, Recording.options(path, more));
  }

  private static TestPreparation preparation() {
    return new TestPreparation(STEREO.rate(), PERIOD).inputs(STEREO);
  }

  private static TestCycle.Builder cycle() {
    return TestCycle.of(STEREO.rate(), PERIOD).audioIn(STEREO.layout());
  }

  @Test
  void replacesAnOlderLongerFile() throws Exception {
    Path path = folder.resolve("a.wav");
    Recording.write(path, RATE, PERIOD, Signals.noise(1, 4, 10_000));
    float[][] samples = Signals.noise(2, 1, 100);
    Recording.write(path, RATE, PERIOD, samples);
    assertArrayEquals(samples[0], Recording.read(path, PERIOD)[0]);
    assertTrue(Files.size(path) < 600);
  }

  @Test
  void goesOnBehindWhatAnotherHasWritten() throws Exception {
    for (Object[] more :
        new Object[][] {{}, {"format", "pcm24"}, {"format", "pcm8", "channels", 1}}) {
      Path path = folder.resolve("a.wav");
      int channels = more.length == 4 ? 1 : 2;
      float[][] samples = Signals.noise(9, channels, 10 * PERIOD + 1);
      Object[] options = Arrays.copyOf(more, Math.min(2, more.length));
      TestPreparation preparation =
          new TestPreparation(STEREO.rate(), PERIOD)
              .inputs(AudioFormat.of(STEREO.rate(), channels));
      DeviceEnd first = begin(provider, path, preparation, options);
      first.start();
      write(first, samples, 0, 4 * PERIOD);
      MemorySegment state = Arena.ofAuto().allocate(first.stateLayout().bytes(), 64);
      long bytes = first.saveState(state);
      DeviceEnd second = begin(new FileProvider(), path, preparation, options);
      first.stop();
      assertTrue(second.loadState(first.stateLayout().version(), state.asSlice(0, bytes)));
      second.start();
      first.release();
      write(second, samples, 4 * PERIOD, samples[0].length);
      second.stop();
      second.release();

      Path whole = folder.resolve("whole.wav");
      Recording.write(whole, RATE, PERIOD, samples, options);
      assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(path));
    }
  }

  private static DeviceEnd begin(
      FileProvider provider, Path path, TestPreparation preparation, Object... options)
      throws RefusedException {
    DeviceEnd sink =
        Recording.open(provider, Direction.INPUT, RATE, PERIOD, Recording.options(path, options));
    sink.negotiate(preparation.inputs());
    sink.prepare(preparation);
    return sink;
  }

  private static void write(DeviceEnd sink, float[][] samples, int from, int to) {
    ChannelLayout layout = ChannelLayout.of(samples.length);
    TestCycle cycle = TestCycle.of(STEREO.rate(), PERIOD).audioIn(layout).build();
    for (int done = from; done < to; done += PERIOD) {
      int frames = Math.min(PERIOD, to - done);
      cycle.begin(frames).audioIn(0).write(samples, done, frames);
      sink.process(cycle);
    }
  }

  @Test
  void keepsTheLayoutInTheChannelMask() throws Exception {
    ChannelLayout threeInFront =
        new ChannelLayout(List.of(Channel.FRONT_LEFT, Channel.FRONT_RIGHT, Channel.FRONT_CENTER));
    for (ChannelLayout layout : List.of(threeInFront, ChannelLayout.discrete(3))) {
      Path path = folder.resolve("a.wav");
      Recording.write(open(path), RATE, PERIOD, layout, Signals.noise(1, 3, 100));
      try (FileChannel file = FileChannel.open(path)) {
        assertEquals(layout, WavHeaderReader.read(file, "a").layout());
      }
    }
  }

  @Test
  void leavesOutTheLatencyBeforeIt() throws Exception {
    float[][] samples = Signals.noise(3, 2, 1000);
    for (boolean isTrimmed : new boolean[] {true, false}) {
      Path path = folder.resolve("trim.wav");
      DeviceEnd sink = open(path, "trim", isTrimmed);
      sink.prepare(preparation().inputLatency(Latency.of(100)));
      sink.start();
      TestCycle cycle = cycle().freewheeling().build();
      for (int done = 0; done < 1000; done += PERIOD) {
        int frames = Math.min(PERIOD, 1000 - done);
        cycle.begin(frames).audioIn(0).write(samples, done, frames);
        sink.process(cycle);
      }
      sink.stop();
      sink.release();
      float[] expected = isTrimmed ? Arrays.copyOfRange(samples[1], 100, 1000) : samples[1];
      assertArrayEquals(expected, Recording.read(path, PERIOD)[1]);
    }
  }

  @Test
  void cyclesThatFindNoRoomBecomeAsMuchSilence() throws Exception {
    Path path = folder.resolve("a.wav");
    DeviceEnd sink = open(path);
    sink.prepare(preparation());
    sink.start();
    TestCycle cycle = cycle().build();
    int cycles = 0;
    for (int burst = 0; burst < 3; burst++) {
      for (long before = sink.xruns(); sink.xruns() < before + 50; cycles++) {
        process(sink, cycle, cycles);
      }
      for (long before = -1; before != sink.xruns(); cycles++) {
        before = sink.xruns();
        Thread.sleep(5);
        process(sink, cycle, cycles);
      }
      process(sink, cycle, cycles++);
    }
    process(sink, cycle, cycles++);
    sink.stop();
    sink.release();
    float[][] read = Recording.read(path, PERIOD);
    assertEquals(cycles * PERIOD, read[0].length);
    int silent = 0;
    for (int i = 0; i < cycles; i++) {
      float expected = read[1][i * PERIOD] == 0 ? 0 : -(i + 1);
      silent += expected == 0 ? 1 : 0;
      for (int frame = i * PERIOD; frame < (i + 1) * PERIOD; frame++) {
        if (read[1][frame] != expected) {
          assertEquals(expected, read[1][frame], "frame " + frame);
        }
      }
    }
    assertEquals(sink.xruns(), silent);
    assertEquals(-cycles, read[1][read[1].length - 1]);
  }

  private static void process(DeviceEnd sink, TestCycle cycle, int number) {
    cycle.begin();
    for (int i = 0; i < PERIOD; i++) {
      cycle.audioIn(0).set(0, i, number + 1);
      cycle.audioIn(0).set(1, i, -(number + 1));
    }
    sink.process(cycle);
  }

  @Test
  void cyclesDroppedAtTheVeryEndAreStillThereAsSilence() throws Exception {
    Path path = folder.resolve("a.wav");
    DeviceEnd sink = open(path);
    sink.prepare(preparation());
    sink.start();
    TestCycle cycle = cycle().build();
    int cycles = 0;
    while (sink.xruns() < 10) {
      process(sink, cycle, cycles++);
    }
    sink.stop();
    sink.release();
    float[][] read = Recording.read(path, PERIOD);
    assertEquals(cycles * PERIOD, read[0].length);
  }

  @Test
  void becomesRf64WhenItOutgrowsRiff() throws Exception {
    Path path = folder.resolve("a.wav");
    float[][] samples = Signals.noise(4, 3, 2001);
    for (long maximum : new long[] {24_000, 24_200}) {
      Recording.write(
          new FileSink(
              new OpenFiles(),
              path,
              "a.wav",
              new FileSink.Settings(SampleFormat.FLOAT32, false, true, maximum)),
          RATE,
          PERIOD,
          ChannelLayout.of(3),
          samples);
      byte[] head = Arrays.copyOf(Files.readAllBytes(path), 4);
      assertEquals(
          maximum == 24_000 ? "RF64" : "RIFF", new String(head, StandardCharsets.US_ASCII));
      assertArrayEquals(samples[2], Recording.read(path, PERIOD)[2]);
      try (FileChannel file = FileChannel.open(path)) {
        assertEquals(2001, WavHeaderReader.read(file, "a").declaredFrames());
      }
    }
  }

  @Test
  void dithersWithTriangularNoise() throws Exception {
    Path path = folder.resolve("a.wav");
    float level = 0.3f / 32768;
    float[][] samples = new float[1][200_000];
    Arrays.fill(samples[0], level);
    Recording.write(path, RATE, 8192, samples, "format", "pcm16", "dither", true);
    double sum = 0;
    double squares = 0;
    for (float sample : Recording.read(path, 8192)[0]) {
      double error = (sample - level) * 32768;
      sum += error;
      squares += error * error;
    }
    double mean = sum / samples[0].length;
    assertEquals(0, mean, 0.01);
    assertEquals(0.25, squares / samples[0].length - mean * mean, 0.01);
    byte[] first = Files.readAllBytes(path);
    Recording.write(path, RATE, 64, samples, "format", "pcm16", "dither", true);
    assertArrayEquals(first, Files.readAllBytes(path));
  }

  @Test
  void refusesWhatItCannotWrite() throws Exception {
    Path missing = folder.resolve("missing");
    assertRefused(
        "file '"
            + missing.resolve("a.wav")
            + "' has no folder to be in; create folder '"
            + missing
            + "'",
        missing.resolve("a.wav"));
    assertRefused("file '" + folder + "' is a folder or a device; give a file to write to", folder);
    assertThrows(RefusedException.class, () -> open(folder.resolve("a.wav"), "loop", true));
    DeviceEnd sink = open(folder.resolve("a.wav"));
    assertThrows(
        RefusedException.class,
        () -> sink.negotiate(List.of(AudioFormat.of(Rational.of(44_100, 1001), 2))));
  }

  private void assertRefused(String sentence, Path path) {
    assertEquals(sentence, assertThrows(RefusedException.class, () -> open(path)).getMessage());
  }

  @Test
  void neverWritesAFileThatIsBeingReadOrWritten() throws Exception {
    Path path = folder.resolve("a.wav");
    float[][] samples = Signals.noise(5, 2, 1000);
    Recording.write(path, RATE, PERIOD, samples);
    Path link = Files.createSymbolicLink(folder.resolve("link.wav"), path);
    DeviceEnd source =
        Recording.open(provider, Direction.OUTPUT, RATE, PERIOD, Recording.options(path));
    source.prepare(new TestPreparation(STEREO.rate(), PERIOD).outputs(STEREO));
    DeviceEnd sink = open(link);
    String sentence =
        assertThrows(RefusedException.class, () -> sink.prepare(preparation())).getMessage();
    assertEquals(
        "file '" + link + "' is being read by another node; write to another file", sentence);
    assertArrayEquals(samples[0], Recording.read(path, PERIOD)[0]);
    source.release();

    DeviceEnd first = open(path);
    first.prepare(preparation());
    DeviceEnd second = open(link);
    assertThrows(RefusedException.class, () -> second.prepare(preparation()));
    DeviceEnd reader =
        Recording.open(provider, Direction.OUTPUT, RATE, PERIOD, Recording.options(path));
    assertThrows(
        RefusedException.class,
        () -> reader.prepare(new TestPreparation(STEREO.rate(), PERIOD).outputs(STEREO)));
    first.release();
    assertArrayEquals(samples[0], Recording.read(path, PERIOD)[0]);
  }

  @Test
  void leavesNoFileBehindThatWasNeverStarted() throws Exception {
    Path path = folder.resolve("a.wav");
    DeviceEnd sink = open(path);
    sink.prepare(preparation());
    sink.release();
    assertFalse(Files.exists(path));
  }

  @Test
  void allocatesNothingOnTheCycle() throws Exception {
    DeviceEnd sink = open(folder.resolve("a.wav"));
    sink.prepare(preparation());
    sink.start();
    TestCycle cycle = cycle().build();
    assertEquals(0, Allocation.bytes(2000, () -> sink.process(cycle.begin())));
    sink.stop();
    sink.release();
    assertNull(sink.fault());
  }

  @Test
  void theHeaderIsValidBeforeTheFirstSampleAndWhileItRecords() throws Exception {
    Path path = folder.resolve("a.wav");
    DeviceEnd sink = open(path, "format", "pcm24");
    sink.prepare(preparation());
    sink.start();
    try (FileChannel file = FileChannel.open(path)) {
      assertEquals(0, WavHeaderReader.read(file, "a").frames());
      TestCycle cycle = cycle().build();
      sink.process(cycle.begin(3));
      WavFile wav;
      do {
        Thread.sleep(10);
        wav = WavHeaderReader.read(file, "a");
        assertFalse(wav.isTruncated());
      } while (wav.declaredFrames() < 3);
      assertEquals(3, wav.declaredFrames());
    }
    sink.stop();
    sink.release();
  }
}
