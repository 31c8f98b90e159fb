// SPDX-License-Identifier: Apache-2.0
package org.tactus.proof.h264;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.tactus.api.Latency;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.codec.CodecFactory;
import org.tactus.api.codec.CodecStatus;
import org.tactus.api.codec.Decoder;
import org.tactus.api.node.Options;
import org.tactus.api.packet.Packet;
import org.tactus.api.packet.PacketFormat;
import org.tactus.api.video.VideoFormat;
import org.tactus.api.video.VideoFramePool;
import org.tactus.testkit.Allocation;
import org.tactus.testkit.TestCycle;
import org.tactus.testkit.TestPacket;
import org.tactus.testkit.TestPictures;
import org.tactus.testkit.TestPreparation;

class PictureDecoderTest {

  private static final PacketFormat FORMAT =
      new PacketFormat("h264", Rational.of(1, 25), null, ByteBuffer.allocate(0));

  private static final class Factory implements CodecFactory {
    @Override
    public String type() {
      return "pictures";
    }

    @Override
    public Set<String> decodes() {
      return Set.of("h264");
    }

    @Override
    public Decoder decoder(PacketFormat format, Options options) {
      return new PictureDecoder(format);
    }
  }

  /** What a host does with a decoder: prepares it again when the format changes. */
  private static final class Host {
    final List<VideoFramePool> pools = new ArrayList<>();
    final TestCycle cycle = TestCycle.of(Rational.of(25), 1).videoOut().build();
    final List<String> shown = new ArrayList<>();
    final Decoder decoder;
    int poolFrames;

    Host() throws RefusedException {
      decoder = new Factory().decoder(FORMAT, Options.of(Map.of()));
      prepare();
    }

    void prepare() throws RefusedException {
      decoder.prepare(
          new TestPreparation(Rational.of(25), 1) {
            @Override
            public VideoFramePool framePool(VideoFormat format, int frames) {
              poolFrames += frames;
              pools.add(super.framePool(format, frames));
              return pools.getLast();
            }
          });
    }

    CodecStatus send(int time, int flags, int... bytes) throws RefusedException {
      byte[] packet = new byte[4 + bytes.length];
      packet[3] = 1;
      for (int i = 0; i < bytes.length; i++) {
        packet[4 + i] = (byte) bytes[i];
      }
      CodecStatus status = decoder.send(TestPacket.of(packet, time, time, 1, flags));
      if (status == CodecStatus.FORMAT_CHANGED) {
        prepare();
      }
      return status;
    }

    CodecStatus receive() {
      TestPictures pictures = cycle.begin().videoOut(0);
      CodecStatus status = decoder.receive(pictures);
      if (status == CodecStatus.OK) {
        shown.add(
            pictures.frame(0).presentationTime() / 40_000_000
                + "="
                + PictureDecoder.grey(pictures.frame(0)));
      }
      return status;
    }

    void parameters(int width, int depth) throws RefusedException {
      send(0, Packet.CONFIGURATION, PictureDecoder.NAL_SPS, width >> 8, width, 0, 36, depth);
      send(0, Packet.CONFIGURATION, PictureDecoder.NAL_PPS);
    }

    CodecStatus slice(int time, int kind, int value) throws RefusedException {
      boolean key = kind == PictureDecoder.SLICE_I;
      return send(
          time,
          key ? Packet.KEY : 0,
          key ? PictureDecoder.NAL_IDR : PictureDecoder.NAL_SLICE,
          kind,
          value);
    }

    int held() {
      cycle.begin();
      return poolFrames - pools.stream().mapToInt(VideoFramePool::available).sum();
    }
  }

  @Test
  void picturesLeaveInTheOrderInWhichTheyAreSeen() throws RefusedException {
    Host host = new Host();
    assertNull(host.decoder.format());
    host.parameters(64, 1);
    assertEquals(64, ((VideoFormat) host.decoder.format()).width());
    assertEquals(Latency.of(1), host.decoder.delay());
    assertEquals(CodecStatus.OK, host.slice(0, PictureDecoder.SLICE_I, 100));
    assertEquals(CodecStatus.NEEDS_INPUT, host.receive());
    assertEquals(CodecStatus.OK, host.slice(3, PictureDecoder.SLICE_P, 20));
    assertEquals(CodecStatus.NEEDS_OUTPUT, host.slice(1, PictureDecoder.SLICE_B, 1));
    assertEquals(CodecStatus.OK, host.receive());
    assertEquals(CodecStatus.OK, host.slice(1, PictureDecoder.SLICE_B, 1));
    assertEquals(CodecStatus.OK, host.receive());
    assertEquals(CodecStatus.OK, host.slice(2, PictureDecoder.SLICE_B, 2));
    assertEquals(CodecStatus.OK, host.receive());
    assertEquals(CodecStatus.NEEDS_INPUT, host.receive());
    assertEquals(CodecStatus.OK, host.decoder.drain());
    assertEquals(CodecStatus.OK, host.receive());
    assertEquals(CodecStatus.ENDED, host.receive());
    assertEquals(List.of("0=100", "1=111", "2=112", "3=120"), host.shown);
    host.decoder.release();
    assertEquals(0, host.held());
  }

  @Test
  void aChangeOfSizeBringsANewPoolAndNeedsAKeyPicture() throws RefusedException {
    Host host = new Host();
    host.parameters(64, 0);
    host.slice(0, PictureDecoder.SLICE_I, 7);
    host.receive();
    assertEquals(
        CodecStatus.FORMAT_CHANGED,
        host.send(0, Packet.CONFIGURATION, PictureDecoder.NAL_SPS, 0, 128, 0, 36, 0));
    assertEquals(2, host.pools.size());
    assertEquals(CodecStatus.CORRUPT, host.slice(1, PictureDecoder.SLICE_P, 1));
    assertEquals(CodecStatus.OK, host.slice(2, PictureDecoder.SLICE_I, 9));
    assertEquals(CodecStatus.OK, host.receive());
    assertEquals(List.of("0=7", "2=9"), host.shown);
    host.decoder.reset();
    assertEquals(CodecStatus.CORRUPT, host.slice(3, PictureDecoder.SLICE_P, 1));
    assertEquals(0, host.held());
  }

  @Test
  void preRollIsDecodedAndNotShown() throws RefusedException {
    Host host = new Host();
    host.parameters(64, 0);
    host.send(
        0, Packet.KEY | Packet.DECODE_ONLY, PictureDecoder.NAL_IDR, PictureDecoder.SLICE_I, 50);
    assertEquals(CodecStatus.NEEDS_INPUT, host.receive());
    host.slice(1, PictureDecoder.SLICE_P, 5);
    assertEquals(CodecStatus.OK, host.receive());
    assertEquals(List.of("1=55"), host.shown);
  }

  @Test
  void anotherCodecIsRefusedInOneSentence() {
    RefusedException refusal =
        assertThrows(
            RefusedException.class,
            () ->
                new CodecFactory() {
                  @Override
                  public String type() {
                    return "none";
                  }
                }.decoder(FORMAT, Options.of(Map.of())));
    assertEquals("none does not decode h264; use another codec", refusal.getMessage());
  }

  @Property(tries = 300)
  void hostileBytesAreReportedAndLoseNoPicture(@ForAll long seed) throws RefusedException {
    Random random = new Random(seed);
    Host host = new Host();
    host.parameters(64, 2);
    for (int i = 0; i < 60; i++) {
      int[] bytes = random.ints(random.nextInt(9), 0, 256).toArray();
      if (bytes.length > 0 && random.nextBoolean()) {
        bytes[0] = new int[] {1, 5, 7, 8}[random.nextInt(4)];
      }
      if (bytes.length > 1 && random.nextBoolean()) {
        bytes[1] = random.nextInt(4);
      }
      host.send(random.nextInt(100), 0, bytes);
      if (random.nextBoolean()) {
        host.receive();
      }
    }
    host.decoder.release();
    assertEquals(0, host.held());
  }

  @Test
  void decodingAllocatesNothing() throws RefusedException {
    Host host = new Host();
    host.parameters(64, 0);
    TestPacket key = TestPacket.of(new byte[] {0, 0, 0, 1, 5, 2, 9}, 0, 0, 1, Packet.KEY);
    assertEquals(
        0,
        Allocation.bytes(
            200,
            () -> {
              host.decoder.send(key);
              host.decoder.receive(host.cycle.begin().videoOut(0));
            }));
  }
}
