// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tactus.testkit.Peers;

/** One sentence for everything that cannot be, with everything else going on. */
class BadInputIT {
  @TempDir static Path folder;
  private static Tactus tactus;

  @BeforeAll
  static void start() throws IOException {
    tactus = Tactus.copiedTo(folder);
    tactus.call("start").succeeded();
    tactus.shell("pipeline:create witness 'tone() -> null()'");
    tactus.shell("pipeline:start witness");
  }

  @AfterAll
  static void end() {
    if (tactus != null) {
      tactus.close();
    }
  }

  @AfterEach
  void theRestGoesOnAndNothingIsHalfThere() {
    String list = tactus.shell("pipeline:list");
    assertTrue(list.lines().anyMatch(l -> l.startsWith("witness ") && l.contains("running")), list);
    assertFalse(list.contains("bad "), list);
  }

  private static Outcome create(String notation, String... options) {
    String quoted = "'" + notation.replace("'", "\\'") + "'";
    Outcome created =
        tactus.exec("pipeline:create bad " + quoted + " " + String.join(" ", options));
    if (created.status() != 0) {
      return created;
    }
    // What only opening shows is said by the start.
    Outcome started = tactus.exec("pipeline:start bad");
    tactus.shell("pipeline:remove bad");
    return started;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "tone() -> | line 1",
        "tone( -> null() | line 1",
        "tone() => null() | line 1",
        "tone() -> nowhere() | nowhere",
        "tone() -> gain(loud=3) -> null() | loud",
        "tone() -> gain(db=loud) -> null() | loud",
        "tone() -> gain(db=4000) -> null() | 4000",
        "tone() -> gain.7 -> null() | gain",
        "tone() -> a: gain() -> b: gain() -> a; b -> null() | a",
        "tone(channels=0) -> null() | channels",
        "tone(channels=3) -> matrix(rows=\"1,0;0,1\") -> null() | 3",
        "tone() -> convolver() -> null() | ir",
        "tone() -> convolver(ir=\"/no/such.wav\") -> null() | /no/such.wav",
        "file(\"/no/such.wav\") -> null() | /no/such.wav",
        "tone() -> file(\"/no/such/folder/take.wav\") | /no/such/folder",
        "tone() -> file(\"/proc/version\") | /proc/version",
        "tone() -> alsa(\"hw:77\") | hw:77",
        "tone() -> jack(\"system:playback_1\", server=\"absent\") | absent",
        "tone() -> a: null(); tone() -> a: null() | a"
      })
  void isRefusedByName(String notation, String named) {
    create(notation).refusalNaming(named);
  }

  @Test
  void ratesAndPeriodsThatCannotBe() throws IOException {
    create("tone() -> null()", "--rate", "7").refusalNaming("7");
    create("tone() -> null()", "--rate", "1000000").refusalNaming("1000000");
    create("tone() -> null()", "--period", "8").refusalNaming("8", "16");
    create("tone() -> null()", "--period", "100000").refusalNaming("100000", "8192");
    create("tone() -> null()", "--clock", "sundial").refusalNaming("sundial");
    Path one = Files.write(folder.resolve("44.wav"), wav(1, 44100, 16, 100));
    Path other = Files.write(folder.resolve("48.wav"), wav(1, 48000, 16, 100));
    create("file(\"" + one + "\") -> m: mixer() -> null(); file(\"" + other + "\") -> m.2")
        .refusalNaming("44100", "48000");
    create("file(\"" + one + "\") -> null()", "--rate", "48000").refusalNaming("44100", "48000");
  }

  @Test
  void filesThatAreNoRecording() throws IOException {
    refusedFile("empty.wav", new byte[0]);
    refusedFile("text.wav", "This is not a recording.".getBytes(StandardCharsets.UTF_8));
    refusedFile("header.wav", java.util.Arrays.copyOf(wav(2, 48000, 16, 100), 30));
    byte[] noChannels = wav(2, 48000, 16, 100);
    noChannels[22] = 0;
    refusedFile("no-channels.wav", noChannels);
    byte[] manyChannels = wav(2, 48000, 16, 100);
    manyChannels[22] = (byte) 0xff;
    manyChannels[23] = (byte) 0xff;
    refusedFile("many-channels.wav", manyChannels);
    byte[] noRate = wav(2, 48000, 16, 100);
    ByteBuffer.wrap(noRate).order(ByteOrder.LITTLE_ENDIAN).putInt(24, 0);
    refusedFile("no-rate.wav", noRate);
    byte[] compressed = wav(2, 48000, 16, 100);
    compressed[20] = 0x55;
    refusedFile("mp3.wav", compressed);
    byte[] oddBits = wav(2, 48000, 16, 100);
    oddBits[34] = 77;
    refusedFile("odd-bits.wav", oddBits);
    create("file(\"" + folder + "\") -> null()").refusalNaming(folder.toString());
  }

  private static void refusedFile(String name, byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve(name), bytes);
    create("file(\"" + file + "\") -> null()").refusalNaming(name);
  }

  /** A header that promises more than there is: what is there is played. */
  @Test
  void aTruncatedRecordingIsPlayedAsFarAsItGoes() throws IOException {
    Recordings.require("ffmpeg", "ffprobe");
    byte[] whole = wav(2, 48000, 16, 48000);
    Path half = Files.write(folder.resolve("half.wav"), java.util.Arrays.copyOf(whole, 44 + 96000));
    Path out = folder.resolve("half-out.wav");
    tactus
        .withInstance(folder.resolve("r"))
        .run("file(\"" + half + "\") -> file(\"" + out + "\")", "--freewheel")
        .succeeded();
    assertEquals(24000, Recordings.samples(out)[0].length);
  }

  @ParameterizedTest(name = "tactus {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "run | 2",
        "run x --for nothing | 2",
        "run x --period -3 | 2",
        "run x --strict --lenient | 2",
        "run x --no-such-option | 2",
        "dance | 2",
        "exec | 2"
      })
  void wrongUseIsStatusTwo(String line, int status) {
    Outcome outcome = tactus.withInstance(folder.resolve("r")).call(line.split(" ", -1));
    outcome.refusal();
    assertEquals(status, outcome.status(), outcome::toString);
  }

  @Test
  void aRunThatIsRefusedIsStatusOne() {
    Tactus other = tactus.withInstance(folder.resolve("r"));
    other.run("no-such-pipeline").refusalNaming("no-such-pipeline");
    assertEquals(1, other.run("tone() -> nowhere()", "--freewheel").status());
    other
        .run("tone() -> null()", "--freewheel", "--for", "1", "--report", "/no/such/folder/r.json")
        .refusalNaming("/no/such/folder");
  }

  @Test
  void commandsWithoutAnInstanceAreStatusThree() {
    Tactus absent = tactus.withInstance(folder.resolve("absent"));
    for (String command : new String[] {"stop", "status", "exec pipeline:list"}) {
      Outcome outcome = absent.call(command.split(" ", -1));
      outcome.refusalNaming(folder.resolve("absent").toString());
      assertEquals(3, outcome.status(), outcome::toString);
    }
  }

  @Test
  void unknownConfigurationKeysAreNamedInTheLog() throws IOException, InterruptedException {
    Path log = tactus.instance().resolve("log/tactus.log");
    Files.writeString(
        tactus.configuration("org.tactus.pipeline-odd"), "graph = tone() -> null()\nperoid = 64\n");
    Tactus.await("peroid named", () -> lines(log, "peroid") > 0);
    assertFalse(tactus.shell("pipeline:list").contains("odd "), "not half applied");
    Files.delete(tactus.configuration("org.tactus.pipeline-odd"));
    Files.writeString(tactus.configuration("org.tactus.policy.scheduling"), "cycle.priorty = 70\n");
    Tactus.await("priorty named", () -> lines(log, "priorty") > 0);
    Files.delete(tactus.configuration("org.tactus.policy.scheduling"));
  }

  private static long lines(Path log, String word) {
    try (var lines = Files.lines(log)) {
      return lines.filter(line -> line.contains(word)).count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** On a file system of 1 MiB, which takes the right to mount one. */
  @Test
  void aFullDiskEndsTheRecordingAndNothingElse() throws IOException, InterruptedException {
    Recordings.require("mount", "umount", "ffprobe", "ffmpeg");
    Path small = Files.createDirectory(folder.resolve("small"));
    Process mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=1m", "tactus-full", small.toString())
            .redirectErrorStream(true)
            .start();
    mount.getInputStream().readAllBytes();
    boolean mounted = mount.waitFor(10, TimeUnit.SECONDS) && mount.exitValue() == 0;
    assumeTrue(mounted, "right 'mount' not held");
    try {
      Path take = small.resolve("take.wav");
      tactus.shell("pipeline:create full 'tone(channels=2) -> file(\"" + take + "\")' --freewheel");
      tactus.exec("pipeline:start full");
      Tactus.await(
          "the full disk is named",
          () ->
              tactus.shell("pipeline:show full").contains("take.wav")
                  && tactus.shell("pipeline:show full").matches("(?s).*(space|full).*"));
      tactus.exec("pipeline:stop full");
      tactus.shell("pipeline:remove full");
      assertTrue(Recordings.samples(take)[0].length > 48000, "what fitted is a valid recording");
    } finally {
      Peers.run("umount", "-l", small.toString());
    }
  }

  private static byte[] wav(int channels, int rate, int bits, int frames) {
    int frame = channels * bits / 8;
    ByteBuffer bytes = ByteBuffer.allocate(44 + frames * frame).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + frames * frame);
    bytes.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    bytes.putShort((short) 1).putShort((short) channels).putInt(rate).putInt(rate * frame);
    bytes.putShort((short) frame).putShort((short) bits);
    bytes.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(frames * frame);
    while (bytes.hasRemaining()) {
      bytes.put((byte) (bytes.position() * 7));
    }
    return bytes.array();
  }
}
