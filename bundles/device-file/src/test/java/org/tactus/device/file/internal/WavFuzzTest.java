// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.tactus.api.Direction;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.node.Options;
import org.tactus.testkit.TestCycle;
import org.tactus.testkit.TestPreparation;

/** Whatever the bytes, a file is read to its end or refused in one sentence, in bounded memory. */
class WavFuzzTest {

  private static final long MEMORY_LIMIT = 256L << 20;
  private static final int MAXIMUM_FRAMES = 100_000;

  private static Path folder;

  @BeforeContainer
  static void createFolder() throws IOException {
    folder = Files.createTempDirectory("fuzz");
  }

  @AfterContainer
  static void deleteFolder() throws IOException {
    Files.deleteIfExists(folder.resolve("a.wav"));
    Files.delete(folder);
  }

  @Property(tries = 2000, seed = "20261123")
  void survivesMutations(
      @ForAll("files") byte[] file, @ForAll @Size(max = 8) List<@From("edits") Edit> edits)
      throws IOException {
    readOrRefuse(mutate(file, edits));
  }

  @Property(tries = 2000, seed = "20261123")
  void survivesAnyBytes(@ForAll("headed") byte[] file) throws IOException {
    readOrRefuse(file);
  }

  @Property(tries = 200_000, shrinking = ShrinkingMode.BOUNDED)
  @Tag("long")
  void survivesManyMutations(
      @ForAll("files") byte[] file, @ForAll @Size(max = 8) List<@From("edits") Edit> edits)
      throws IOException {
    readOrRefuse(mutate(file, edits));
  }

  private static void readOrRefuse(byte[] bytes) throws IOException {
    Path path = folder.resolve("a.wav");
    Files.write(path, bytes);
    FileProvider provider = new FileProvider();
    Options options = Recording.options(path);
    try {
      Rational rate = provider.preference(Direction.OUTPUT, options).rate();
      DeviceEnd source =
          Recording.open(provider, Direction.OUTPUT, (int) rate.numerator(), 64, options);
      AudioFormat format = (AudioFormat) source.negotiate(List.of()).getFirst();
      source.prepare(
          new TestPreparation(rate, 64).outputs(format).freewheeling().memoryLimit(MEMORY_LIMIT));
      source.start();
      TestCycle cycle = TestCycle.of(rate, 64).audioOut(format.layout()).freewheeling().build();
      int frames = 0;
      while (cycle.endedAt() < 0 && frames < MAXIMUM_FRAMES) {
        source.process(cycle.begin());
        for (int i = 0; i < 64; i++) {
          assertTrue(Float.isFinite(cycle.audioOut(0).get(0, i)));
        }
        frames += 64;
      }
      source.stop();
      source.release();
      assertEquals(null, source.fault());
      assertTrue(cycle.endedAt() >= 0, "a file of " + bytes.length + " bytes did not end");
    } catch (RefusedException e) {
      String sentence = e.getMessage();
      assertTrue(sentence.startsWith("file '" + path + "' ") && sentence.contains(";"), sentence);
    }
  }

  /** A change of a file: some of its bytes are replaced, inserted or cut out. */
  record Edit(int kind, int position, byte[] bytes) {}

  private static byte[] mutate(byte[] file, List<Edit> edits) {
    byte[] now = file;
    for (Edit edit : edits) {
      int at = now.length == 0 ? 0 : edit.position % now.length;
      int length = Math.min(edit.bytes.length, now.length - at);
      now =
          switch (edit.kind) {
            case 0 -> splice(now, at, at + length, edit.bytes);
            case 1 -> splice(now, at, at, edit.bytes);
            case 2 -> splice(now, at, at + length, new byte[0]);
            default -> Arrays.copyOf(now, at);
          };
    }
    return now;
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
    byte[] result = new byte[from + middle.length + bytes.length - to];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(middle, 0, result, from, middle.length);
    System.arraycopy(bytes, to, result, from + middle.length, bytes.length - to);
    return result;
  }

  @Provide
  Arbitrary<byte[]> files() {
    byte[] samples = new byte[96];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (37 * i);
    }
    byte[] sizes = new WavBytes().number(168, 8).number(96, 8).number(48, 8).number(0, 4).toArray();
    return Arbitraries.of(
        WavBytes.of("RIFF", 132).format(1, 2, 48_000, 16).chunk("data", samples).toArray(),
        WavBytes.of("RIFF", 132).format(3, 1, 48_000, 32).chunk("data", samples).toArray(),
        WavBytes.of("RIFF", 132).format(3, 1, 48_000, 64).chunk("data", samples).toArray(),
        WavBytes.of("RIFF", 156)
            .extensible(1, 4, 96_000, 24, 20, 0x33)
            .chunk("data", samples)
            .toArray(),
        WavBytes.of("RIFF", 200)
            .chunk("LIST", new byte[21])
            .chunk("data", samples)
            .format(1, 1, 8000, 8)
            .toArray(),
        WavBytes.of("RF64", 0xFFFF_FFFFL)
            .chunk("ds64", sizes)
            .format(1, 1, 44_100, 16)
            .chunk("data", 0xFFFF_FFFFL, samples)
            .toArray());
  }

  @Provide
  Arbitrary<Edit> edits() {
    Arbitrary<byte[]> bytes =
        Arbitraries.oneOf(
            Arbitraries.bytes().array(byte[].class).ofMaxSize(12),
            Arbitraries.of(
                new byte[] {-1, -1, -1, -1},
                new byte[] {-1, -1, -1, 0x7F},
                new byte[] {0, 0, 0, (byte) 0x80},
                new byte[] {0, 0, 0, 0},
                new byte[] {-1, -1, -1, -1, -1, -1, -1, 0x7F},
                new byte[] {0, 4},
                new byte[] {1, 4},
                new byte[] {(byte) 0xFE, (byte) 0xFF},
                new byte[] {'d', 'a', 't', 'a'},
                new byte[] {'f', 'm', 't', ' '},
                new byte[] {'d', 's', '6', '4'},
                new byte[] {'R', 'F', '6', '4'}));
    return Combinators.combine(
            Arbitraries.frequency(Tuple.of(6, 0), Tuple.of(2, 1), Tuple.of(2, 2), Tuple.of(1, 3)),
            Arbitraries.integers().between(0, 180),
            bytes)
        .as(Edit::new);
  }

  @Provide
  Arbitrary<byte[]> headed() {
    return Arbitraries.bytes()
        .array(byte[].class)
        .ofMaxSize(400)
        .map(bytes -> WavBytes.of("RIFF", bytes.length + 4L).raw(bytes).toArray());
  }
}
