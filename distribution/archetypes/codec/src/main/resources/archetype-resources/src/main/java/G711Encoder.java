package ${package};

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.tactus.api.Latency;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.codec.CodecStatus;
import org.tactus.api.codec.Encoder;
import org.tactus.api.node.Preparation;
import org.tactus.api.packet.Packet;
import org.tactus.api.packet.PacketFormat;
import org.tactus.api.packet.PacketWriter;

/** Samples in, packets of 20 ms of interleaved codes out. */
final class G711Encoder implements Encoder {

  private static final int PACKETS_PER_SECOND = 50;

  private final Law law;
  private final PacketFormat format;
  private final int channels;
  private final int packetFrames;
  private MemorySegment codes;
  private int framesHeld;
  private long framesSent;
  private boolean draining;

  G711Encoder(Law law, AudioFormat audio) {
    this.law = law;
    channels = audio.channels();
    packetFrames = Math.max(1, (int) (audio.rate().toDouble() / PACKETS_PER_SECOND));
    Rational timeBase = Rational.of(audio.rate().denominator(), audio.rate().numerator());
    format = new PacketFormat(law.codec(), timeBase, audio, ByteBuffer.allocate(0));
  }

  @Override
  public void prepare(Preparation preparation) throws RefusedException {
    codes = preparation.allocate((long) packetFrames * channels, 64);
  }

  @Override
  public boolean isCycleSafe() {
    return true;
  }

  @Override
  public Latency delay() {
    return Latency.of(packetFrames);
  }

  @Override
  public PacketFormat format() {
    return format;
  }

  @Override
  public int send(AudioBlock source, int offset, int frames) {
    int taken = draining ? 0 : Math.min(frames, packetFrames - framesHeld);
    for (int channel = 0; channel < channels; channel++) {
      for (int frame = 0; frame < taken; frame++) {
        float sample = source.channel(channel).getAtIndex(JAVA_FLOAT, (long) offset + frame);
        codes.set(JAVA_BYTE, (long) (framesHeld + frame) * channels + channel, law.encode(sample));
      }
    }
    framesHeld += taken;
    return taken;
  }

  @Override
  public CodecStatus receive(PacketWriter target) {
    if (framesHeld < packetFrames && !draining) {
      return CodecStatus.NEEDS_INPUT;
    }
    if (framesHeld == 0) {
      return CodecStatus.ENDED;
    }
    int bytes = framesHeld * channels;
    MemorySegment packet = target.claim(bytes);
    if (packet == null) {
      return CodecStatus.NEEDS_OUTPUT;
    }
    MemorySegment.copy(codes, 0, packet, 0, bytes);
    target.send(bytes, framesSent, framesSent, framesHeld, Packet.KEY);
    framesSent += framesHeld;
    framesHeld = 0;
    return CodecStatus.OK;
  }

  @Override
  public CodecStatus drain() {
    draining = true;
    return CodecStatus.OK;
  }

  @Override
  public void reset() {
    framesHeld = 0;
    framesSent = 0;
    draining = false;
  }
}
