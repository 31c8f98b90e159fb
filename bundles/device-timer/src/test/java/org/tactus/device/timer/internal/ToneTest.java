// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.timer.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tactus.api.Direction;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.EndPreference;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.testkit.Allocation;
import org.tactus.testkit.Peers;
import org.tactus.testkit.TestCycle;
import org.tactus.testkit.TestPreparation;

class ToneTest {

  private static final int RATE = 48_000;

  private static Options options(Map<String, ?> given) {
    Map<String, Object> values = new TreeMap<>(given);
    for (Option option : new ToneProvider().options()) {
      if (option.defaultValue() != null) {
        values.putIfAbsent(option.id(), option.defaultValue());
      }
    }
    return Options.of(values);
  }

  private static DeviceEnd open(int period, Map<String, ?> given) throws RefusedException {
    return new ToneProvider()
        .open(
            new EndRequest(
                "test", "node", Direction.OUTPUT, options(given), Rational.of(RATE), period));
  }

  /** The first frames of a tone, or all where it ends before. */
  private static float[][] render(int period, int frames, Map<String, ?> given)
      throws RefusedException {
    DeviceEnd tone = open(period, given);
    AudioFormat format = (AudioFormat) tone.negotiate(List.of()).getFirst();
    tone.prepare(new TestPreparation(format.rate(), period).outputs(format));
    tone.start();
    TestCycle cycle = TestCycle.of(format.rate(), period).audioOut(format.layout()).build();
    float[][] samples = new float[format.channels()][frames];
    int done = 0;
    while (done < frames && cycle.endedAt() < 0) {
      tone.process(cycle.begin());
      int now = Math.min(frames - done, cycle.endedAt() < 0 ? period : cycle.endedAt());
      cycle.audioOut(0).read(samples, done, now);
      done += now;
    }
    tone.stop();
    tone.release();
    for (int i = 0; i < samples.length; i++) {
      samples[i] = Arrays.copyOf(samples[i], done);
    }
    return samples;
  }

  @Property(tries = 60)
  void isTheSameToTheBitWhateverThePeriod(
      @ForAll @IntRange(min = 0, max = 5) int kind,
      @ForAll @IntRange(min = 1, max = 3000) int period,
      @ForAll @IntRange(min = 1, max = 3) int channels)
      throws RefusedException {
    Map<String, Object> given =
        Map.of(
            "kind",
            new ToneProvider().options().getFirst().choices().get(kind),
            "channels",
            (long) channels,
            "duration",
            0.2,
            "f",
            997.3,
            "every",
            0.01);
    float[][] expected = render(64, RATE, given);
    float[][] actual = render(period, RATE, given);
    assertEquals(9600, expected[0].length);
    for (int i = 0; i < channels; i++) {
      assertArrayEquals(expected[i], actual[i]);
    }
  }

  @Property(tries = 40)
  void goesOnToTheBitFromWhereAnotherStood(
      @ForAll @IntRange(min = 0, max = 5) int kind,
      @ForAll @IntRange(min = 0, max = 140) int cycles)
      throws RefusedException {
    Map<String, Object> given =
        Map.of(
            "kind",
            new ToneProvider().options().getFirst().choices().get(kind),
            "channels",
            2L,
            "duration",
            0.2,
            "every",
            0.01);
    float[][] whole = render(64, RATE, given);
    DeviceEnd first = open(64, given);
    AudioFormat format = (AudioFormat) first.negotiate(List.of()).getFirst();
    TestCycle cycle = TestCycle.of(format.rate(), 64).audioOut(format.layout()).build();
    first.prepare(new TestPreparation(format.rate(), 64).outputs(format));
    for (int i = 0; i < cycles; i++) {
      first.process(cycle.begin());
    }
    MemorySegment state = Arena.ofAuto().allocate(first.stateLayout().bytes(), 64);
    long bytes = first.saveState(state);
    DeviceEnd second = open(64, given);
    second.prepare(new TestPreparation(format.rate(), 64).outputs(format));
    assertTrue(second.loadState(first.stateLayout().version(), state.asSlice(0, bytes)));
    assertFalse(second.loadState(99, state));
    float[][] rest = new float[2][64];
    second.process(cycle.begin());
    cycle.audioOut(0).read(rest, 0, 64);
    for (int i = 0; i < 64 && cycles * 64 + i < whole[0].length; i++) {
      assertEquals(whole[0][cycles * 64 + i], rest[0][i]);
      assertEquals(whole[1][cycles * 64 + i], rest[1][i]);
    }
  }

  @ParameterizedTest
  @CsvSource({"1000, 0", "997.5, -6", "20000, -20", "0.5, -1"})
  void theSineIsThatOfSox(double frequency, double db) throws Exception {
    String missing = Peers.missing("sox");
    assumeTrue(missing == null, missing);
    float[][] theirs =
        Peers.readRaw(
            Peers.run(
                "sox",
                "-D",
                "-n",
                "-r",
                "" + RATE,
                "-c",
                "1",
                "-t",
                "raw",
                "-e",
                "float",
                "-b",
                "32",
                "-",
                "synth",
                "2",
                "sine",
                "" + frequency,
                "gain",
                "" + db),
            1);
    float[][] ours = render(100, 2 * RATE, Map.of("f", frequency, "db", db));
    assertEquals(2 * RATE, theirs[0].length);
    assertArrayEquals(theirs[0], ours[0], 3e-7f);
  }

  @Property
  void theSineOfAnAngleHasTheFullPrecision(@ForAll long angle) {
    assertEquals(StrictMath.sin(angle * (2 * StrictMath.PI / 0x1p64)), Turn.sin(angle), 4e-16);
  }

  @Test
  void theSineStaysExactForDays() throws Exception {
    Sine sine = new Sine(1, 1000, RATE);
    MemorySegment memory = Arena.ofAuto().allocate(48 * Float.BYTES);
    sine.render(0, RATE * 86_400L * 7, 48, memory);
    for (int i = 0; i < 48; i++) {
      assertEquals(
          Math.sin(2 * Math.PI * i / 48), memory.getAtIndex(ValueLayout.JAVA_FLOAT, i), 3e-6);
    }
  }

  @Test
  void theSquareIsHighAndThenLow() throws Exception {
    float[] square = render(7, 96, Map.of("kind", "square", "f", 1000.0, "db", 0.0))[0];
    for (int i = 0; i < 96; i++) {
      assertEquals(i % 48 < 24 ? 1 : -1, square[i], "frame " + i);
    }
  }

  @Test
  void impulsesComeAtEqualDistances() throws Exception {
    float[] impulses = render(100, 5000, Map.of("kind", "impulse", "every", 0.05, "db", -6.0))[0];
    for (int i = 0; i < impulses.length; i++) {
      assertEquals(i % 2400 == 0 ? 0.5011872f : 0f, impulses[i], 1e-7f);
    }
  }

  @Test
  void theSweepRisesByTheSameRatioInEqualTimes() throws Exception {
    Map<String, Object> given =
        Map.of("kind", "sweep", "f", 20.0, "to", 20_000.0, "duration", 6.0, "db", 0.0);
    float[] sweep = render(256, 6 * RATE, given)[0];
    assertEquals(6 * RATE, sweep.length);
    for (int second = 1; second < 6; second++) {
      double expected = 20 * Math.pow(1000, second / 6.0);
      assertEquals(expected, frequencyAt(sweep, second * RATE), expected * 0.01);
    }
  }

  /** Measured by the rising zero crossings around a frame. */
  private static double frequencyAt(float[] samples, int frame) {
    double first = -1;
    double last = -1;
    int count = 0;
    for (int i = frame - RATE / 10; i < frame + RATE / 10; i++) {
      if (samples[i] < 0 && samples[i + 1] >= 0) {
        last = i + samples[i] / (samples[i] - samples[i + 1]);
        first = first < 0 ? last : first;
        count++;
      }
    }
    // Of an exponential sweep, the mean over an interval is sinh(x)/x times the one in its middle.
    double x = 0.1 / 6 * Math.log(1000);
    return (count - 1) * RATE / (last - first) * x / Math.sinh(x);
  }

  @ParameterizedTest
  @ValueSource(strings = {"white", "pink"})
  void noiseHasItsSpectrumAndDiffersOnEveryChannel(String kind) throws Exception {
    int frames = 1 << 19;
    float[][] noise = render(512, frames, Map.of("kind", kind, "channels", 2L, "db", 0.0));
    double slope = kind.equals("pink") ? -3.01 : 0;
    double[] octaves = octaves(noise[0]);
    for (int octave = 3; octave < 12; octave++) {
      assertEquals(slope, octaves[octave] - octaves[octave - 1], 1.0, "octave " + octave);
    }
    assertEquals(slope * 9, octaves[11] - octaves[2], 1.5);
    double product = 0;
    double power = 0;
    double peak = 0;
    double mean = 0;
    for (int i = 0; i < frames; i++) {
      product += (double) noise[0][i] * noise[1][i];
      power += (double) noise[0][i] * noise[0][i];
      mean += noise[0][i];
      peak = Math.max(peak, Math.abs(noise[0][i]));
    }
    assertTrue(Math.abs(product / power) < 0.2, "correlation " + product / power);
    assertTrue(peak <= 1 && peak > (kind.equals("pink") ? 0.4 : 0.999), "peak " + peak);
    if (kind.equals("white")) {
      assertEquals(1 / 3.0, power / frames, 0.003);
      assertEquals(0, mean / frames, 0.003);
    }
  }

  /** Mean power density in dB of the octaves from 6 Hz to half the rate. */
  private static double[] octaves(float[] samples) {
    int size = 1 << 13;
    double[] power = new double[size / 2];
    for (int start = 0; start + size <= samples.length; start += size) {
      double[] re = new double[size];
      double[] im = new double[size];
      for (int i = 0; i < size; i++) {
        re[i] = samples[start + i] * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / size));
      }
      transform(re, im);
      for (int i = 0; i < size / 2; i++) {
        power[i] += re[i] * re[i] + im[i] * im[i];
      }
    }
    double[] octaves = new double[12];
    for (int octave = 0; octave < 12; octave++) {
      double sum = 0;
      for (int i = 1 << octave; i < 2 << octave; i++) {
        sum += power[i];
      }
      octaves[octave] = 10 * Math.log10(sum / (1 << octave));
    }
    return octaves;
  }

  /** A Fourier transform in place, decimated in frequency, the result put in order. */
  private static void transform(double[] re, double[] im) {
    int size = re.length;
    for (int span = size / 2; span > 0; span /= 2) {
      for (int start = 0; start < size; start += 2 * span) {
        for (int i = start; i < start + span; i++) {
          double angle = -Math.PI * (i - start) / span;
          double differenceRe = re[i] - re[i + span];
          double differenceIm = im[i] - im[i + span];
          re[i] += re[i + span];
          im[i] += im[i + span];
          re[i + span] = differenceRe * Math.cos(angle) - differenceIm * Math.sin(angle);
          im[i + span] = differenceRe * Math.sin(angle) + differenceIm * Math.cos(angle);
        }
      }
    }
    int bits = Integer.numberOfTrailingZeros(size);
    for (int i = 0; i < size; i++) {
      int j = Integer.reverse(i) >>> (32 - bits);
      if (i < j) {
        double swap = re[i];
        re[i] = re[j];
        re[j] = swap;
        swap = im[i];
        im[i] = im[j];
        im[j] = swap;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.0013333, 64", "0.01, 480", "1.00001, 48000"})
  void endsExactly(double seconds, int frames) throws Exception {
    for (int period : new int[] {1, 64, 1000}) {
      assertEquals(frames, render(period, 2 * RATE, Map.of("duration", seconds))[0].length);
    }
  }

  @Test
  void isSilentAfterItsEndAndStartsAnewWhenReset() throws Exception {
    DeviceEnd tone = open(64, Map.of("duration", 0.001, "kind", "pink", "channels", 2L));
    tone.prepare(new TestPreparation(Rational.of(RATE), 64));
    TestCycle cycle = TestCycle.of(Rational.of(RATE), 64).audioOut(ChannelLayout.STEREO).build();
    tone.process(cycle.begin());
    float[][] first = new float[2][64];
    cycle.audioOut(0).read(first, 0, 64);
    assertEquals(48, cycle.endedAt());
    assertEquals(0, first[1][48]);
    tone.process(cycle.begin());
    assertTrue(cycle.audioOut(0).isSilent());
    tone.reset();
    tone.process(cycle.begin());
    float[][] again = new float[2][64];
    cycle.audioOut(0).read(again, 0, 64);
    assertArrayEquals(first, again);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sine", "square", "white", "pink", "impulse", "sweep"})
  void allocatesNothingOnTheCycle(String kind) throws Exception {
    DeviceEnd tone = open(64, Map.of("kind", kind, "channels", 2L, "duration", 1e6));
    tone.prepare(new TestPreparation(Rational.of(RATE), 64));
    TestCycle cycle = TestCycle.of(Rational.of(RATE), 64).audioOut(ChannelLayout.STEREO).build();
    assertEquals(0, Allocation.bytes(3000, () -> tone.process(cycle.begin())));
  }

  @Test
  void everyEndIsAClock() throws Exception {
    Options none = Options.of(Map.of("channels", 3L));
    for (Direction direction : Direction.values()) {
      NullProvider provider = new NullProvider();
      assertEquals(EndPreference.CLOCK, provider.preference(direction, none));
      DeviceEnd end =
          provider.open(new EndRequest("test", "node", direction, none, Rational.of(RATE), 32));
      assertEquals(32, end.clock().period());
    }
    TimerProvider timer = new TimerProvider();
    assertEquals(List.of(), timer.ports(Direction.INPUT, none));
    assertEquals(EndPreference.CLOCK, timer.preference(Direction.INPUT, none));
    DeviceEnd end =
        timer.open(
            new EndRequest("test", "node", Direction.INPUT, none, Rational.of(30_000, 1001), 1));
    assertEquals(Rational.of(30_000, 1001), end.clock().rate());
    assertEquals(List.of(), end.negotiate(List.of()));
    assertNotNull(open(64, Map.of()).clock());
  }

  @Test
  void theNullSourceIsSilentOnAsManyChannelsAsAsked() throws Exception {
    Options three = Options.of(Map.of("channels", 3L));
    DeviceEnd silence =
        new NullProvider()
            .open(new EndRequest("test", "node", Direction.OUTPUT, three, Rational.of(RATE), 8));
    AudioFormat format = (AudioFormat) silence.negotiate(List.of()).getFirst();
    assertEquals(AudioFormat.of(Rational.of(RATE), 3), format);
    TestCycle cycle = TestCycle.of(format.rate(), 8).audioOut(format.layout()).build();
    cycle.begin().audioOut(0).set(2, 7, 1f);
    silence.process(cycle);
    assertEquals(0, cycle.audioOut(0).get(2, 7));
    assertTrue(cycle.audioOut(0).isSilent());
  }

  @Test
  void refusesWhatMakesNoSignal() {
    assertRefused("half the rate of 48000.0 Hz", Map.of("f", 24_001.0));
    assertRefused("has no duration", Map.of("kind", "sweep"));
    assertRefused("to the same", Map.of("kind", "sweep", "f", 20.0, "to", 20.0, "duration", 1.0));
    RefusedException refusal =
        assertThrows(
            RefusedException.class,
            () -> new ToneProvider().preference(Direction.INPUT, options(Map.of())));
    assertTrue(refusal.getMessage().contains("is a source"), refusal.getMessage());
  }

  private static void assertRefused(String why, Map<String, ?> given) {
    RefusedException refusal = assertThrows(RefusedException.class, () -> open(64, given));
    assertTrue(refusal.getMessage().contains(why), refusal.getMessage());
  }
}
