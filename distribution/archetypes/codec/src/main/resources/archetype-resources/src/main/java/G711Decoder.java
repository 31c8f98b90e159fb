package ${package};

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import org.tactus.api.MediaFormat;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.codec.CodecStatus;
import org.tactus.api.codec.Decoder;
import org.tactus.api.node.Preparation;
import org.tactus.api.packet.Packet;

/** Interleaved codes in, samples out. Reports what it cannot use and never throws on bytes. */
final class G711Decoder implements Decoder {

  private final Law law;
  private final AudioFormat format;
  private final int channels;
  private Packet packet;
  private int framesTaken;
  private long framesToConceal;

  G711Decoder(Law law, AudioFormat format) {
    this.law = law;
    this.format = format;
    this.channels = format.channels();
  }

  @Override
  public void prepare(Preparation preparation) {}

  @Override
  public boolean isCycleSafe() {
    return true;
  }

  @Override
  public MediaFormat format() {
    return format;
  }

  @Override
  public CodecStatus send(Packet next) {
    if (packet != null || framesToConceal > 0) {
      return CodecStatus.NEEDS_OUTPUT;
    }
    if (next.length() % channels != 0) {
      return CodecStatus.CORRUPT;
    }
    if (next.length() > 0) {
      next.retain();
      packet = next;
      framesTaken = 0;
    }
    return CodecStatus.OK;
  }

  /** In the place of a packet that never came there is silence. */
  @Override
  public CodecStatus conceal(long duration) {
    if (packet != null || framesToConceal > 0) {
      return CodecStatus.NEEDS_OUTPUT;
    }
    framesToConceal = Math.max(0, duration);
    return CodecStatus.OK;
  }

  @Override
  public int receive(AudioBlock target, int offset) {
    int room = target.capacity() - offset;
    if (framesToConceal > 0) {
      int frames = (int) Math.min(framesToConceal, room);
      for (int channel = 0; channel < channels; channel++) {
        target
            .channel(channel)
            .asSlice((long) offset * Float.BYTES, (long) frames * Float.BYTES)
            .fill((byte) 0);
      }
      framesToConceal -= frames;
      return frames;
    }
    if (packet == null) {
      return 0;
    }
    int frames = Math.min(packet.length() / channels - framesTaken, room);
    for (int channel = 0; channel < channels; channel++) {
      for (int frame = 0; frame < frames; frame++) {
        long at = (long) (framesTaken + frame) * channels + channel;
        target
            .channel(channel)
            .setAtIndex(JAVA_FLOAT, (long) offset + frame, law.decode(packet.data(), at));
      }
    }
    framesTaken += frames;
    if (framesTaken * channels == packet.length()) {
      packet.release();
      packet = null;
    }
    return frames;
  }

  /** Nothing is held back, so nothing is left to give but what is under way. */
  @Override
  public CodecStatus drain() {
    return CodecStatus.OK;
  }

  @Override
  public void reset() {
    if (packet != null) {
      packet.release();
      packet = null;
    }
    framesToConceal = 0;
  }

  @Override
  public void release() {
    reset();
  }
}
