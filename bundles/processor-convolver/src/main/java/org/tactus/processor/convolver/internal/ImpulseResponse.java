// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.convolver.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.tactus.api.RefusedException;

/**
 * An impulse response, read from a WAV file (RIFF, Multimedia Programming Interface and Data
 * Specifications 1.0, with WAVE_FORMAT_EXTENSIBLE): PCM of 16, 24 or 32 bits or float of 32 or 64.
 *
 * @param name the file, for messages
 * @param rate frames a second
 * @param samples channels times frames
 */
record ImpulseResponse(String name, long rate, float[][] samples) {

  private static final int PCM = 1;
  private static final int FLOAT = 3;
  private static final int EXTENSIBLE = 0xFFFE;
  private static final int SUBFORMAT_OFFSET = 24;

  /** The longest response: 87 seconds at 192 kHz, 350 at 48 kHz. */
  private static final long MAXIMUM_FRAMES = 1 << 24;

  private static final long MAXIMUM_BYTES = 1L << 30;

  /** Reads a file, or refuses it with a sentence that names it. */
  static ImpulseResponse read(Path file) throws RefusedException {
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() > MAXIMUM_BYTES) {
        throw refusal(file, "is larger than 1 GiB; give a shorter one");
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // until the buffer is full or the file has ended
      }
      return parse(file, bytes.flip());
    } catch (NoSuchFileException e) {
      throw new RefusedException(
          "impulse response '" + file + "' does not exist; give the path of a WAV file", e);
    } catch (IOException e) {
      throw new RefusedException(
          "impulse response '"
              + file
              + "' cannot be read ("
              + e.getMessage()
              + "); give the path of a WAV file",
          e);
    }
  }

  private static RefusedException refusal(Path file, String why) {
    return new RefusedException("impulse response '" + file + "' " + why);
  }

  static ImpulseResponse parse(Path file, ByteBuffer content) throws RefusedException {
    ByteBuffer bytes = content.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.limit() < 12 || !tag(bytes, 0).equals("RIFF") || !tag(bytes, 8).equals("WAVE")) {
      throw refusal(file, "is no WAV file; convert it: sox in.flac out.wav");
    }
    ByteBuffer format = null;
    ByteBuffer data = null;
    long at = 12;
    while (at + 8 <= bytes.limit() && data == null) {
      String tag = tag(bytes, (int) at);
      long length = Integer.toUnsignedLong(bytes.getInt((int) at + 4));
      int available = (int) Math.min(length, bytes.limit() - at - 8);
      ByteBuffer chunk = bytes.slice((int) at + 8, available).order(ByteOrder.LITTLE_ENDIAN);
      if (tag.equals("fmt ")) {
        format = chunk;
      } else if (tag.equals("data")) {
        data = chunk;
      }
      at += 8 + length + (length & 1);
    }
    if (format == null || format.limit() < 16 || data == null) {
      throw refusal(file, "has no format or no samples; give a complete WAV file");
    }
    return decode(file, format, data);
  }

  private static ImpulseResponse decode(Path file, ByteBuffer format, ByteBuffer data)
      throws RefusedException {
    int coding = Short.toUnsignedInt(format.getShort(0));
    if (coding == EXTENSIBLE && format.limit() >= SUBFORMAT_OFFSET + 2) {
      coding = Short.toUnsignedInt(format.getShort(SUBFORMAT_OFFSET));
    }
    int channels = Short.toUnsignedInt(format.getShort(2));
    long rate = Integer.toUnsignedLong(format.getInt(4));
    int bits = Short.toUnsignedInt(format.getShort(14));
    boolean known =
        coding == PCM
            ? bits == 16 || bits == 24 || bits == 32
            : coding == FLOAT && (bits == 32 || bits == 64);
    if (!known || channels == 0 || rate == 0) {
      throw refusal(
          file,
          "has "
              + channels
              + " channels of "
              + bits
              + " bits in coding "
              + coding
              + "; convert it: sox in.wav -e float -b 32 out.wav");
    }
    int frames = data.limit() / (bits / 8 * channels);
    if (frames == 0 || frames > MAXIMUM_FRAMES) {
      throw refusal(file, "has " + frames + " frames; give 1 to " + MAXIMUM_FRAMES);
    }
    float[][] samples = new float[channels][frames];
    for (int frame = 0; frame < frames; frame++) {
      for (int channel = 0; channel < channels; channel++) {
        float sample = sample(data, coding, bits);
        if (!Float.isFinite(sample)) {
          throw refusal(file, "has a sample that is no number; make it anew");
        }
        samples[channel][frame] = sample;
      }
    }
    return new ImpulseResponse(file.toString(), rate, samples);
  }

  private static float sample(ByteBuffer data, int coding, int bits) {
    if (coding == FLOAT) {
      return bits == 32 ? data.getFloat() : (float) data.getDouble();
    }
    return switch (bits) {
      case 16 -> data.getShort() * 0x1p-15f;
      case 24 -> ((data.getShort() & 0xFFFF) | data.get() << 16) * 0x1p-23f;
      default -> data.getInt() * 0x1p-31f;
    };
  }

  private static String tag(ByteBuffer bytes, int at) {
    byte[] tag = new byte[4];
    bytes.get(at, tag);
    return new String(tag, StandardCharsets.ISO_8859_1);
  }

  int channels() {
    return samples.length;
  }

  int frames() {
    return samples[0].length;
  }

  /** The same, scaled so that the channel with the most energy has an energy of 1. */
  ImpulseResponse normalised() throws RefusedException {
    double most = 0;
    for (float[] channel : samples) {
      double energy = 0;
      for (float sample : channel) {
        energy += (double) sample * sample;
      }
      most = Math.max(most, energy);
    }
    if (most == 0) {
      throw new RefusedException(
          "impulse response '" + name + "' is silent and cannot be normalised; give another");
    }
    double factor = 1 / Math.sqrt(most);
    float[][] scaled = new float[samples.length][frames()];
    for (int channel = 0; channel < scaled.length; channel++) {
      for (int frame = 0; frame < frames(); frame++) {
        scaled[channel][frame] = (float) (samples[channel][frame] * factor);
      }
    }
    return new ImpulseResponse(name, rate, scaled);
  }
}
