package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.api.codec.CodecStatus;
import org.tactus.api.codec.Decoder;
import org.tactus.api.codec.Encoder;
import org.tactus.api.node.Options;
import org.tactus.api.packet.PacketFormat;
import org.tactus.testkit.Allocation;
import org.tactus.testkit.ProcessorRun;
import org.tactus.testkit.Signals;
import org.tactus.testkit.TestBlock;
import org.tactus.testkit.TestCycle;
import org.tactus.testkit.TestPackets;
import org.tactus.testkit.TestPreparation;

class G711Test {

  private static final Rational RATE = Rational.of(8000);
  private static final int PACKET = 160;
  private static final AudioFormat STEREO = AudioFormat.of(RATE, 2);
  private static final Options NONE = Options.of(Map.of());

  private final G711Factory factory = new G711Factory();

  private Encoder encoder(Law law) throws RefusedException {
    Encoder encoder = factory.encoder(law.codec(), STEREO, NONE);
    encoder.prepare(new TestPreparation(RATE, 64));
    return encoder;
  }

  private Decoder decoder(Law law) throws RefusedException {
    Decoder decoder =
        factory.decoder(
            new PacketFormat(law.codec(), Rational.of(1, 8000), STEREO, ByteBuffer.allocate(0)),
            NONE);
    decoder.prepare(new TestPreparation(RATE, 64));
    return decoder;
  }

  private static TestPackets packets() {
    return TestCycle.of(RATE, 64).packetsOut().build().begin().packetsOut(0);
  }

  /** Values of the tables of ITU-T G.711, scaled to 16 bits. */
  @Test
  void codesHaveTheValuesOfTheStandard() {
    assertEquals(List.of(-32124, 32124, 0, -8), decoded(Law.MU, 0x00, 0x80, 0xFF, 0x7E));
    assertEquals(List.of(-32256, 32256, -8, 8), decoded(Law.A, 0x2A, 0xAA, 0x55, 0xD5));
  }

  private static List<Integer> decoded(Law law, int... codes) {
    return java.util.Arrays.stream(codes).map(law::decoded).boxed().toList();
  }

  @ParameterizedTest
  @EnumSource
  void everySampleBecomesTheNearestCodesOrItsNeighbours(Law law) {
    for (int code = 0; code < 256; code++) {
      int sample = law.decoded(code);
      // The two zeros of the mu law are one.
      int expected = law == Law.MU && code == 0x7F ? 0xFF : code;
      assertEquals(expected, law.encoded(sample), "code " + code);
    }
    for (int sample = -32_768; sample < 32_768; sample++) {
      int error = Math.abs(law.decoded(law.encoded(sample)) - sample);
      assertTrue(error <= 16 + Math.abs(sample) / 16, "sample " + sample + " is off by " + error);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsEncodedIsDecodedInStep(Law law) throws RefusedException {
    float[][] in = Signals.noise(1, 2, 1000);
    float[][] out = new float[2][1000];
    Encoder encoder = encoder(law);
    Decoder decoder = decoder(law);
    TestBlock block = TestBlock.of(ChannelLayout.STEREO, 64);
    TestPackets packets = packets();
    int sent = 0;
    int heard = 0;
    while (heard < 1000) {
      if (sent < 1000) {
        int frames = Math.min(64, 1000 - sent);
        block.write(in, sent, frames);
        sent += encoder.send(block, 0, frames);
        if (sent == 1000) {
          encoder.drain();
        }
      }
      while (encoder.receive(packets) == CodecStatus.OK) {
        assertEquals(
            CodecStatus.OK, decoder.send(packets.packet(packets.size() - 1)), "packet taken");
        for (int frames = 1; frames > 0; ) {
          frames = decoder.receive(block, 0);
          float[][] part = new float[2][frames];
          block.read(part, 0, frames);
          System.arraycopy(part[0], 0, out[0], heard, frames);
          System.arraycopy(part[1], 0, out[1], heard, frames);
          heard += frames;
        }
      }
    }
    assertEquals(7, packets.size(), "six packets of 20 ms and what was left");
    assertEquals(1000 - 6 * PACKET, packets.packet(6).duration());
    assertEquals(6 * PACKET, packets.packet(6).presentationTime());
    assertEquals(CodecStatus.ENDED, encoder.receive(packets));
    for (int channel = 0; channel < 2; channel++) {
      for (int frame = 0; frame < 1000; frame++) {
        float expected = law.decode(law.encode(in[channel][frame]));
        assertEquals(expected, out[channel][frame], "frame " + frame);
      }
    }
  }

  @Test
  void damagedPacketsAreReportedAndLostOnesAreSilence() throws RefusedException {
    Decoder decoder = decoder(Law.A);
    TestPackets packets = packets();
    packets.send(new byte[3], 0, 0, 1, 0);
    assertEquals(CodecStatus.CORRUPT, decoder.send(packets.packet(0)));
    TestBlock block = TestBlock.of(ChannelLayout.STEREO, 64);
    block.set(1, 30, 1);
    assertEquals(CodecStatus.OK, decoder.conceal(100));
    assertEquals(64, decoder.receive(block, 0));
    assertEquals(0, block.get(1, 30));
    assertEquals(36, decoder.receive(block, 0));
    assertEquals(0, decoder.receive(block, 0));
  }

  @Test
  void whatItCannotDoIsRefusedInOneSentence() {
    PacketFormat unknown =
        new PacketFormat("pcm_mulaw", Rational.of(1, 8000), null, ByteBuffer.allocate(0));
    assertThrows(RefusedException.class, () -> factory.decoder(unknown, NONE));
    assertThrows(RefusedException.class, () -> factory.encoder("opus", STEREO, NONE));
  }

  @Test
  void aStepAllocatesNothing() throws RefusedException {
    Encoder encoder = encoder(Law.MU);
    Decoder decoder = decoder(Law.MU);
    TestBlock block = TestBlock.of(ChannelLayout.STEREO, PACKET);
    TestCycle cycle = TestCycle.of(RATE, 64).packetsOut().build();
    assertEquals(
        0,
        Allocation.bytes(
            2000,
            () -> {
              TestPackets packets = cycle.begin().packetsOut(0);
              encoder.send(block, 0, PACKET);
              encoder.receive(packets);
              decoder.send(packets.packet(0));
              decoder.receive(block, 0);
            }));
  }

  @Test
  void theAuditionSoundsAsThePacketsDo() throws RefusedException {
    float[][] in = Signals.noise(2, 2, 500);
    try (ProcessorRun run =
        ProcessorRun.of(new AuditionFactory("1.0.0"), Map.of()).value("law", 1).start()) {
      float[][] out = run.process(in);
      for (int frame = 0; frame < 500; frame++) {
        assertEquals(Law.A.decode(Law.A.encode(in[1][frame])), out[1][frame]);
      }
    }
  }

  @Test
  void theAuditionOfSilenceIsSilent() throws RefusedException {
    try (ProcessorRun run =
        ProcessorRun.of(new AuditionFactory("1.0.0"), Map.of()).value("law", 1).start()) {
      assertEquals(0, run.process(new float[2][100])[0][99]);
    }
  }
}
