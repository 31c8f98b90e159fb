package ${package};

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/** The two laws of ITU-T G.711: eight bits a sample, with steps that grow with the level. */
enum Law {
  MU("pcm_mulaw") {
    @Override
    int encoded(int sample) {
      int sign = sample < 0 ? 0x80 : 0;
      int biased = Math.min(Math.abs(sample), MU_CLIP) + MU_BIAS;
      int segment = 24 - Integer.numberOfLeadingZeros(biased);
      return ~(sign | segment << 4 | biased >> segment + 3 & 0x0F) & 0xFF;
    }

    @Override
    int decoded(int code) {
      int inverted = ~code;
      int biased = ((inverted & 0x0F) << 3) + MU_BIAS << (inverted >> 4 & 7);
      return (inverted & 0x80) == 0 ? biased - MU_BIAS : MU_BIAS - biased;
    }
  },

  A("pcm_alaw") {
    @Override
    int encoded(int sample) {
      int mask = sample < 0 ? 0x55 : 0xD5;
      int level = sample < 0 ? ~sample : sample;
      int segment = Math.max(0, 24 - Integer.numberOfLeadingZeros(level));
      int step = segment == 0 ? level >> 4 : level >> segment + 3 & 0x0F;
      return (segment << 4 | step) ^ mask;
    }

    @Override
    int decoded(int code) {
      int toggled = code ^ 0x55;
      int segment = toggled >> 4 & 7;
      int level = ((toggled & 0x0F) << 4) + (segment == 0 ? 8 : 0x108);
      int scaled = segment < 2 ? level : level << segment - 1;
      return (toggled & 0x80) == 0 ? -scaled : scaled;
    }
  };

  private static final int MU_BIAS = 132;
  private static final int MU_CLIP = 32_635;
  private static final float FULL_SCALE = 32_768;

  private final String codec;
  private final float[] samples = new float[256];

  Law(String codec) {
    this.codec = codec;
    for (int code = 0; code < samples.length; code++) {
      samples[code] = decoded(code) / FULL_SCALE;
    }
  }

  /** The codec's name in packet formats. */
  String codec() {
    return codec;
  }

  /** The code of a sample of 16 bits. */
  abstract int encoded(int sample);

  /** The sample of 16 bits of a code. */
  abstract int decoded(int code);

  byte encode(float sample) {
    return (byte) encoded(Math.clamp((int) Math.rint(sample * FULL_SCALE), -32_768, 32_767));
  }

  float decode(byte code) {
    return samples[code & 0xFF];
  }

  float decode(MemorySegment bytes, long at) {
    return decode(bytes.get(JAVA_BYTE, at));
  }
}
