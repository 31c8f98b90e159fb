// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.convolver.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes 32-bit float WAV files. */
final class Wave {

  private Wave() {}

  static Path write(Path file, int rate, float[][] samples) throws IOException {
    return Files.write(file, bytes(rate, samples));
  }

  static byte[] bytes(int rate, float[][] samples) {
    int frames = samples[0].length;
    int dataBytes = frames * samples.length * Float.BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(44 + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put("RIFF".getBytes(StandardCharsets.ISO_8859_1)).putInt(36 + dataBytes);
    bytes.put("WAVEfmt ".getBytes(StandardCharsets.ISO_8859_1)).putInt(16);
    bytes.putShort((short) 3).putShort((short) samples.length);
    bytes.putInt(rate).putInt(rate * samples.length * Float.BYTES);
    bytes.putShort((short) (samples.length * Float.BYTES)).putShort((short) 32);
    bytes.put("data".getBytes(StandardCharsets.ISO_8859_1)).putInt(dataBytes);
    for (int frame = 0; frame < frames; frame++) {
      for (float[] channel : samples) {
        bytes.putFloat(channel[frame]);
      }
    }
    return bytes.array();
  }
}
