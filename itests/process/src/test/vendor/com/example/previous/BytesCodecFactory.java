// SPDX-License-Identifier: Apache-2.0
package com.example.previous;

import java.lang.foreign.ValueLayout;
import java.util.Set;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.MediaFormat;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.codec.CodecFactory;
import org.tactus.api.codec.CodecStatus;
import org.tactus.api.codec.Decoder;
import org.tactus.api.node.Options;
import org.tactus.api.node.Preparation;
import org.tactus.api.packet.Packet;
import org.tactus.api.packet.PacketFormat;

/** Decodes signed bytes. */
@Component
public final class BytesCodecFactory implements CodecFactory {
  @Override
  public String type() {
    return "oldbytes";
  }

  @Override
  public Set<String> decodes() {
    return Set.of("pcm_s8");
  }

  @Override
  public Decoder decoder(PacketFormat format, Options options) {
    return new BytesDecoder(format.decoded());
  }

  private static final class BytesDecoder implements Decoder {
    private final MediaFormat format;
    private Packet held;
    private int next;
    private boolean draining;

    BytesDecoder(MediaFormat format) {
      this.format = format;
    }

    @Override
    public void prepare(Preparation preparation) {}

    @Override
    public MediaFormat format() {
      return format;
    }

    @Override
    public CodecStatus send(Packet packet) {
      if (held != null) {
        return CodecStatus.NEEDS_OUTPUT;
      }
      packet.retain();
      held = packet;
      next = 0;
      return CodecStatus.OK;
    }

    @Override
    public int receive(AudioBlock target, int offset) {
      if (held == null) {
        return 0;
      }
      int frames = Math.min(held.length() - next, target.capacity() - offset);
      for (int i = 0; i < frames; i++) {
        byte value = held.data().get(ValueLayout.JAVA_BYTE, next + i);
        target.channel(0).setAtIndex(ValueLayout.JAVA_FLOAT, offset + i, value / 128f);
      }
      next += frames;
      if (next == held.length()) {
        held.release();
        held = null;
      }
      return frames;
    }

    @Override
    public CodecStatus drain() {
      draining = true;
      return CodecStatus.OK;
    }

    @Override
    public void reset() {
      if (held != null) {
        held.release();
        held = null;
      }
    }

    @Override
    public String toString() {
      return draining ? "draining" : "decoding";
    }
  }
}
