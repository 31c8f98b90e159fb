// SPDX-License-Identifier: Apache-2.0
package org.tactus.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.api.node.Contract;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;
import org.tactus.api.packet.PacketFormat;
import org.tactus.api.parameter.Meter;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.parameter.Taper;
import org.tactus.api.processor.ProcessorType;
import org.tactus.api.video.PixelFormat;

class ValuesTest {

  private static final BigInteger SECOND = BigInteger.valueOf(1_000_000_000);

  @Property
  void rationalsAreInLowestTermsAndReadBack(
      @ForAll @LongRange(min = -1_000_000_000, max = 1_000_000_000) long numerator,
      @ForAll @LongRange(min = 1, max = 1_000_000_000) long denominator) {
    Rational value = Rational.of(numerator, denominator);
    assertEquals(
        BigInteger.ONE,
        BigInteger.valueOf(value.numerator()).gcd(BigInteger.valueOf(value.denominator())));
    assertEquals(
        BigInteger.valueOf(numerator).multiply(BigInteger.valueOf(value.denominator())),
        BigInteger.valueOf(denominator).multiply(BigInteger.valueOf(value.numerator())));
    assertEquals(value, Rational.parse(value.toString()));
    assertEquals((double) numerator / denominator, value.toDouble(), 1e-15 * 1e9);
  }

  @Property
  void nanosAreExactForAsLongAsTheyFit(
      @ForAll @LongRange(min = 1, max = 9_000_000) long numerator,
      @ForAll @IntRange(min = 1, max = 1001) int denominator,
      @ForAll @LongRange(min = 0, max = 9_000_000_000L) long seconds,
      @ForAll @LongRange(min = 0, max = 8_999_999) long rest) {
    Rational rate = Rational.of(numerator, denominator);
    long frames = seconds / 1001 * rate.numerator() / rate.denominator() + rest % numerator;
    BigInteger exact =
        BigInteger.valueOf(frames)
            .multiply(BigInteger.valueOf(rate.denominator()))
            .multiply(SECOND)
            .divide(BigInteger.valueOf(rate.numerator()));
    assertEquals(exact, BigInteger.valueOf(rate.nanos(frames)));
  }

  @Property
  void framesAreWhatFitsInNanos(
      @ForAll @LongRange(min = 1, max = 9_000_000) long numerator,
      @ForAll @IntRange(min = 1, max = 1001) int denominator,
      @ForAll @LongRange(min = 0, max = 1_000_000_000_000_000L) long nanos) {
    Rational rate = Rational.of(numerator, denominator);
    BigInteger exact =
        BigInteger.valueOf(nanos)
            .multiply(BigInteger.valueOf(rate.numerator()))
            .divide(BigInteger.valueOf(rate.denominator()).multiply(SECOND));
    assertEquals(exact, BigInteger.valueOf(rate.frames(nanos)));
  }

  @Property
  void rationalsCompareAsNumbers(
      @ForAll @IntRange(min = -100_000, max = 100_000) int a,
      @ForAll @IntRange(min = 1, max = 1000) int b,
      @ForAll @IntRange(min = -100_000, max = 100_000) int c,
      @ForAll @IntRange(min = 1, max = 1000) int d) {
    assertEquals(
        Integer.signum(Long.compare((long) a * d, (long) c * b)),
        Integer.signum(Rational.of(a, b).compareTo(Rational.of(c, d))));
  }

  @Test
  void noRationalIsMadeOfNonsense() {
    assertThrows(IllegalArgumentException.class, () -> Rational.of(1, 0));
    assertThrows(IllegalArgumentException.class, () -> Rational.of(1, -2));
    for (String text : List.of("", "48k", "1/", "/2", "1/2/3", "48000.0")) {
      IllegalArgumentException refusal =
          assertThrows(IllegalArgumentException.class, () -> Rational.parse(text), text);
      assertTrue(refusal.getMessage().contains("'" + text + "'"), refusal.getMessage());
    }
    assertEquals(Rational.of(30_000, 1001), Rational.parse(" 30000 / 1001 "));
  }

  @Property
  void latenciesAddAndJoin(
      @ForAll @IntRange(min = 0) int a,
      @ForAll @IntRange(min = 0) int b,
      @ForAll @IntRange(min = 0) int c,
      @ForAll @IntRange(min = 0) int d) {
    Latency one = new Latency(Math.min(a, b), Math.max(a, b));
    Latency two = new Latency(Math.min(c, d), Math.max(c, d));
    assertEquals(one, one.plus(Latency.NONE));
    assertEquals(one.plus(two), two.plus(one));
    assertEquals(one.minimum() + two.minimum(), one.plus(two).minimum());
    assertEquals(one.maximum() + two.maximum(), one.plus(two).maximum());
    assertEquals(one.join(two), two.join(one));
    assertEquals(Math.min(one.minimum(), two.minimum()), one.join(two).minimum());
    assertEquals(Math.max(one.maximum(), two.maximum()), one.join(two).maximum());
  }

  @Test
  void latenciesAreRanges() {
    assertThrows(IllegalArgumentException.class, () -> new Latency(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> new Latency(2, 1));
    assertEquals("32", Latency.of(32).toString());
    assertEquals("32..64", new Latency(32, 64).toString());
  }

  @Test
  void parametersCheckThemselves() {
    assertThrows(IllegalArgumentException.class, () -> Parameter.number("Db", "", "dB", 0, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> Parameter.number("a", "", "", 0, 1, 2));
    assertThrows(
        IllegalArgumentException.class, () -> Parameter.number("a", "", "", 1, 0, Float.NaN));
    Parameter linear = Parameter.number("f", "Frequency", "Hz", 0, 10, 1);
    assertThrows(IllegalArgumentException.class, () -> linear.withTaper(Taper.LOGARITHMIC));
    assertThrows(IllegalArgumentException.class, () -> linear.withSmoothing(-1));
    assertThrows(
        IllegalArgumentException.class,
        () -> Parameter.choice("c", "", List.of("a", "b"), "absent"));
    assertEquals(1, Parameter.choice("c", "", List.of("a", "b"), "b").defaultValue());
    Parameter mute = Parameter.toggle("mute", "Mute", true);
    assertEquals(1, mute.defaultValue());
    assertTrue(mute.flags().contains(Parameter.Flag.SWITCH));
    assertTrue(mute.withSmoothing(5).flags().contains(Parameter.Flag.SWITCH));
    assertEquals(10, linear.smoothingMillis());
    assertEquals(3, linear.withSmoothing(3).smoothingMillis());
  }

  @Test
  void optionsKeepWhatTheyWereGiven() {
    assertThrows(IllegalArgumentException.class, () -> Option.text("no spaces", ""));
    assertEquals("x", Option.choice("c", "", "x", "y").defaultValue());
    assertEquals(false, Option.toggle("t", "").defaultValue());
    assertTrue(Option.path("p", "").asRequired().required());
    assertEquals(7L, Option.integer("n", "", 1, 9).orElse(7L).defaultValue());
    Map<String, Object> values = new HashMap<>(Map.of("n", 7L, "x", 1.5, "t", true, "s", "a"));
    Options options = Options.of(values);
    values.clear();
    assertEquals(7, options.integer("n"));
    assertEquals(7.0, options.number("n"));
    assertEquals(1.5, options.number("x"));
    assertTrue(options.toggle("t"));
    assertEquals("a", options.text("s"));
    assertFalse(options.has("absent"));
    assertThrows(IllegalStateException.class, () -> options.text("absent"));
    assertThrows(UnsupportedOperationException.class, () -> options.asMap().clear());
    assertEquals("{n=7, s=a, t=true, x=1.5}", options.toString());
  }

  @Test
  void namesAreWordsOfTheNotation() {
    assertThrows(IllegalArgumentException.class, () -> Port.audioInput("a.b"));
    assertThrows(IllegalArgumentException.class, () -> new Meter("Peak", "", ""));
    assertThrows(IllegalArgumentException.class, () -> ProcessorType.of("2x", "1.0.0", ""));
    assertEquals("2", Port.audioInput("2").asOptional().name());
    assertTrue(Port.audioInput("2").asOptional().optional());
  }

  @Test
  void formatsAndContracts() {
    assertEquals("2 channels at 48000 Hz", AudioFormat.of(Rational.of(48_000), 2).toString());
    assertEquals("1 channel at 44100 Hz", AudioFormat.of(Rational.of(44_100), 1).toString());
    assertThrows(IllegalArgumentException.class, () -> ChannelLayout.of(0));
    assertThrows(IllegalArgumentException.class, () -> ChannelLayout.of(1025));
    assertEquals(1024, ChannelLayout.of(1024).count());
    assertEquals(1640, new Contract(1000, 5, 0).budgetNanos(64, 2));
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1, 2});
    PacketFormat packets = new PacketFormat("opus", Rational.of(1, 48_000), null, bytes);
    packets.configuration().get();
    assertEquals(2, packets.configuration().remaining());
    assertNotSame(packets.configuration(), packets.configuration());
    assertThrows(ReadOnlyBufferException.class, () -> packets.configuration().put((byte) 1));
  }

  @Test
  void planesHoldOddSizes() {
    assertEquals(3, PixelFormat.I420.rowBytes(1, 5));
    assertEquals(3, PixelFormat.I420.rows(2, 5));
    assertEquals(6, PixelFormat.NV12.rowBytes(1, 5));
    assertEquals(12, PixelFormat.P010.rowBytes(1, 5));
    assertEquals(12, PixelFormat.YUYV.rowBytes(0, 5));
    assertEquals(6, PixelFormat.I422P10.rowBytes(1, 5));
    assertEquals(5, PixelFormat.I422.rows(1, 5));
    assertEquals(40, PixelFormat.RGBA16F.rowBytes(0, 5));
  }
}
