// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tactus.api.Direction;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.EndPreference;
import org.tactus.api.node.Options;
import org.tactus.testkit.Allocation;
import org.tactus.testkit.Signals;
import org.tactus.testkit.TestCycle;
import org.tactus.testkit.TestPreparation;

class FileSourceTest {

  private static final int RATE = 48_000;
  private static final int PERIOD = 64;

  /** More than a source loads into memory: 30 seconds of stereo. */
  private static final int LONG = 30 * RATE + 17;

  @TempDir Path folder;

  private final FileProvider provider = new FileProvider();

  private Path wav(float[][] samples) throws RefusedException {
    Path path = folder.resolve("a.wav");
    Recording.write(path, RATE, 8192, samples);
    return path;
  }

  private DeviceEnd open(Path path, Object... more) throws RefusedException {
    return Recording.open(provider, Direction.OUTPUT, RATE, PERIOD, Recording.options(path, more));
  }

  private static TestPreparation preparation(DeviceEnd source) throws RefusedException {
    return new TestPreparation(Rational.of(RATE), PERIOD)
        .outputs(source.negotiate(List.of()).getFirst());
  }

  private static TestCycle.Builder cycle(DeviceEnd source) throws RefusedException {
    return TestCycle.of(Rational.of(RATE), PERIOD)
        .audioOut(((AudioFormat) source.negotiate(List.of()).getFirst()).layout());
  }

  @Test
  void asksForTheRateOfTheFile() throws Exception {
    Path path = wav(Signals.noise(1, 1, 10));
    assertEquals(
        new EndPreference(Rational.of(RATE), 0, false),
        provider.preference(Direction.OUTPUT, Recording.options(path)));
    RefusedException refusal =
        assertThrows(
            RefusedException.class,
            () ->
                Recording.open(
                    provider, Direction.OUTPUT, 44_100, PERIOD, Recording.options(path)));
    assertTrue(refusal.getMessage().contains("48000 Hz and the pipeline one of 44100"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, PERIOD - 1, PERIOD, PERIOD + 1, 3 * PERIOD})
  void endsExactly(int frames) throws Exception {
    float[][] samples = Signals.noise(1, 2, frames);
    DeviceEnd source = open(wav(samples));
    source.prepare(preparation(source));
    source.start();
    TestCycle cycle = cycle(source).build();
    int last = Math.max(0, (frames - 1) / PERIOD);
    for (int i = 0; i <= last; i++) {
      assertEquals(-1, cycle.endedAt());
      source.process(cycle.begin());
    }
    assertEquals(frames - last * PERIOD, cycle.endedAt());
    for (int i = frames - last * PERIOD; i < PERIOD; i++) {
      assertEquals(0, cycle.audioOut(0).get(1, i));
    }
    source.process(cycle.begin());
    assertTrue(cycle.audioOut(0).isSilent());
    assertEquals(0, source.xruns());
    source.stop();
    source.release();
  }

  @Test
  void readsALongFileThroughTheRing() throws Exception {
    float[][] samples = Signals.noise(2, 2, LONG);
    float[][] read = Recording.read(wav(samples), 1000);
    assertArrayEquals(samples[0], read[0]);
    assertArrayEquals(samples[1], read[1]);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100, 5000, LONG})
  void loopsWithoutAGap(int frames) throws Exception {
    float[][] samples = Signals.noise(3, 2, frames);
    int wanted = Math.max(10_000, frames * 5 / 2) / PERIOD * PERIOD;
    float[][] read = Recording.read(wav(samples), PERIOD, wanted, "loop", true);
    assertEquals(wanted, read[0].length);
    for (int i = 0; i < wanted; i++) {
      if (samples[1][i % frames] != read[1][i]) {
        assertEquals(samples[1][i % frames], read[1][i], "frame " + i);
      }
    }
  }

  @Test
  void resetStartsFromTheBeginning() throws Exception {
    for (int frames : new int[] {1000, LONG}) {
      float[][] samples = Signals.noise(4, 2, frames);
      DeviceEnd source = open(wav(samples));
      source.prepare(preparation(source));
      source.start();
      TestCycle cycle = cycle(source).freewheeling().build();
      source.process(cycle.begin());
      source.process(cycle.begin());
      source.reset();
      source.process(cycle.begin());
      assertEquals(samples[0][0], cycle.audioOut(0).get(0, 0));
      assertEquals(samples[1][PERIOD - 1], cycle.audioOut(0).get(1, PERIOD - 1));
      source.stop();
      source.release();
    }
  }

  @Test
  void framesThatComeTooLateAreSilentAndNotPlayedLater() throws Exception {
    float[][] samples = Signals.noise(5, 2, LONG);
    DeviceEnd source = open(wav(samples));
    source.prepare(preparation(source));
    source.start();
    TestCycle cycle = cycle(source).build();
    int position = 0;
    int heard = 0;
    while (cycle.endedAt() < 0) {
      source.process(cycle.begin());
      int frames = cycle.endedAt() < 0 ? PERIOD : cycle.endedAt();
      for (int i = 0; i < frames; i++) {
        float sample = cycle.audioOut(0).get(1, i);
        if (sample != 0) {
          heard++;
          if (sample != samples[1][position + i]) {
            assertEquals(samples[1][position + i], sample, "frame " + (position + i));
          }
        }
      }
      position += frames;
    }
    assertEquals(LONG, position);
    assertTrue(source.xruns() > 0, "read 30 s at once and missed nothing");
    assertTrue(heard >= 2 * RATE, "heard only " + heard);
    assertNull(source.fault());
    source.stop();
    source.release();
  }

  @Test
  void allocatesNothingOnTheCycle() throws Exception {
    for (int frames : new int[] {1000, LONG}) {
      DeviceEnd source = open(wav(Signals.noise(6, 2, frames)), "loop", true);
      source.prepare(preparation(source));
      source.start();
      TestCycle cycle = cycle(source).build();
      assertEquals(0, Allocation.bytes(2000, () -> source.process(cycle.begin())));
      source.stop();
      source.release();
    }
  }

  @Test
  void warnsOfACutFile() throws Exception {
    Path path = wav(Signals.noise(7, 1, 1000));
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
      file.truncate(file.size() - 400);
    }
    DeviceEnd source = open(path);
    TestPreparation preparation = preparation(source);
    source.prepare(preparation);
    assertEquals(
        List.of(
            "file '"
                + path
                + "' is cut short: its header promises 1000 frames and 900 are there; record it"
                + " again"),
        preparation.host().warnings());
    source.release();
  }

  @Test
  void aFileThatShrinksWhileItIsReadEndsAndIsReported() throws Exception {
    Path path = wav(Signals.noise(8, 2, LONG));
    DeviceEnd source = open(path);
    source.prepare(preparation(source));
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
      file.truncate(file.size() / 2);
    }
    source.start();
    TestCycle cycle = cycle(source).freewheeling().build();
    long position = 0;
    while (cycle.endedAt() < 0) {
      source.process(cycle.begin());
      position += PERIOD;
    }
    assertTrue(Math.abs(position - LONG / 2) < 2 * PERIOD, "ended at " + position);
    assertTrue(source.fault().contains("it became shorter"), source.fault());
    source.stop();
    source.release();
  }

  @Test
  void silencesWhatIsNotANumber() throws Exception {
    float[][] samples = {{0.5f, Float.NaN, Float.POSITIVE_INFINITY, -0.5f}};
    DeviceEnd source = open(wav(samples));
    TestPreparation preparation = preparation(source);
    source.prepare(preparation);
    source.start();
    TestCycle cycle = cycle(source).build();
    source.process(cycle.begin());
    float[][] read = new float[1][4];
    cycle.audioOut(0).read(read, 0, 4);
    assertArrayEquals(new float[] {0.5f, 0, 0, -0.5f}, read[0]);
    assertEquals(1, preparation.host().warnings().size());
    assertTrue(preparation.host().warnings().getFirst().contains("the first at frame 1;"));
    source.stop();
    source.release();
  }

  @Test
  void leavesNothingOpenWhenThereIsNoMemory() throws Exception {
    Path path = wav(Signals.noise(9, 2, LONG));
    DeviceEnd source = open(path);
    assertThrows(
        RefusedException.class, () -> source.prepare(preparation(source).memoryLimit(1000)));
    DeviceEnd sink =
        Recording.open(provider, Direction.INPUT, RATE, PERIOD, Recording.options(path));
    Recording.write(sink, RATE, PERIOD, ChannelLayout.MONO, Signals.noise(9, 1, 5));
  }

  @Test
  void refusesWhatCannotBeRead() throws Exception {
    Path folderPath = Files.createDirectory(folder.resolve("music"));
    assertRefused("is a folder or a device; give a WAV file", folderPath);
    assertRefused("is not there; check its path", folder.resolve("missing.wav"));
    assertRefused("is a folder or a device; give a WAV file", Path.of("/dev/zero"));
    RefusedException refusal =
        assertThrows(
            RefusedException.class,
            () -> provider.preference(Direction.OUTPUT, Options.of(Map.of("path", "a\0b"))));
    assertTrue(refusal.getMessage().startsWith("file 'a?b' is no path"), refusal.getMessage());
    Path empty = wav(new float[1][0]);
    assertThrows(RefusedException.class, () -> open(empty, "loop", true));
  }

  private void assertRefused(String why, Path path) {
    RefusedException refusal =
        assertThrows(
            RefusedException.class,
            () -> provider.preference(Direction.OUTPUT, Recording.options(path)));
    assertEquals("file '" + path + "' " + why, refusal.getMessage());
  }

  @Test
  void noThreadOutlivesTheSource() throws IOException, RefusedException {
    DeviceEnd source = open(wav(Signals.noise(10, 2, LONG)));
    source.prepare(preparation(source));
    source.start();
    assertTrue(isRunning("tactus-file-node"));
    source.stop();
    source.release();
    assertFalse(isRunning("tactus-file-node"));
  }

  private static boolean isRunning(String thread) {
    return Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().equals(thread));
  }

  @Test
  void goesOnFromWhereAnotherStood() throws Exception {
    for (int frames : new int[] {3000, 400_000}) {
      float[][] samples = Signals.noise(4, 2, frames);
      Path path = folder.resolve(frames + ".wav");
      Recording.write(path, RATE, PERIOD, samples);
      DeviceEnd first = opened(path);
      TestCycle cycle =
          TestCycle.of(Rational.of(RATE), PERIOD).audioOut(ChannelLayout.of(2)).build();
      for (int i = 0; i < 30; i++) {
        first.process(cycle.begin());
      }
      MemorySegment state = Arena.ofAuto().allocate(first.stateLayout().bytes(), 64);
      first.saveState(state);
      DeviceEnd second = opened(path);
      assertTrue(second.loadState(first.stateLayout().version(), state));
      second.start();
      float[][] heard = new float[2][PERIOD];
      second.process(cycle.begin());
      cycle.audioOut(0).read(heard, 0, PERIOD);
      assertArrayEquals(
          Arrays.copyOfRange(samples[1], 30 * PERIOD, 31 * PERIOD), heard[1], frames + " frames");
      state.set(ValueLayout.JAVA_LONG, 16, 1);
      assertFalse(second.loadState(first.stateLayout().version(), state), "another file");
      first.release();
      second.stop();
      second.release();
    }
  }

  private DeviceEnd opened(Path path) throws RefusedException {
    DeviceEnd source =
        Recording.open(new FileProvider(), Direction.OUTPUT, RATE, PERIOD, Recording.options(path));
    AudioFormat format = (AudioFormat) source.negotiate(List.of()).getFirst();
    source.prepare(new TestPreparation(format.rate(), PERIOD).outputs(format));
    return source;
  }
}
