// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.loudness.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** What libebur128 measures. */
record LibEbur128(double integrated, double range, double truePeak, double samplePeak) {

  static final String LIBRARY = "libebur128.so.1";

  /** EBUR128_MODE_I, LRA and TRUE_PEAK with what they imply, of ebur128.h. */
  private static final int MODE = 0b111111;

  static LibEbur128 measure(float[][] samples, int rate) {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup library = SymbolLookup.libraryLookup(LIBRARY, arena);
      int channels = samples.length;
      int frames = samples[0].length;
      MemorySegment state =
          (MemorySegment)
              handle(library, "ebur128_init", ADDRESS, JAVA_INT, JAVA_LONG, JAVA_INT)
                  .invokeExact(channels, (long) rate, MODE);
      MemorySegment interleaved = arena.allocate(JAVA_FLOAT, (long) frames * channels);
      for (int i = 0; i < frames * channels; i++) {
        interleaved.setAtIndex(JAVA_FLOAT, i, samples[i % channels][i / channels]);
      }
      int status =
          (int)
              handle(library, "ebur128_add_frames_float", JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG)
                  .invokeExact(state, interleaved, (long) frames);
      if (status != 0) {
        throw new AssertionError("libebur128 takes no frames: " + status);
      }
      MemorySegment value = arena.allocate(JAVA_DOUBLE);
      double integrated = value(library, "ebur128_loudness_global", state, value);
      double range = value(library, "ebur128_loudness_range", state, value);
      double truePeak = 0;
      double samplePeak = 0;
      for (int i = 0; i < channels; i++) {
        truePeak = Math.max(truePeak, peak(library, "ebur128_true_peak", state, i, value));
        samplePeak = Math.max(samplePeak, peak(library, "ebur128_sample_peak", state, i, value));
      }
      return new LibEbur128(
          integrated, range, 20 * Math.log10(truePeak), 20 * Math.log10(samplePeak));
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static MethodHandle handle(
      SymbolLookup library, String name, MemoryLayout result, MemoryLayout... arguments) {
    return Linker.nativeLinker()
        .downcallHandle(library.find(name).orElseThrow(), FunctionDescriptor.of(result, arguments));
  }

  private static double value(
      SymbolLookup library, String name, MemorySegment state, MemorySegment value)
      throws Throwable {
    int status = (int) handle(library, name, JAVA_INT, ADDRESS, ADDRESS).invokeExact(state, value);
    if (status != 0) {
      throw new AssertionError(name + ": " + status);
    }
    return value.get(JAVA_DOUBLE, 0);
  }

  private static double peak(
      SymbolLookup library, String name, MemorySegment state, int channel, MemorySegment value)
      throws Throwable {
    int status =
        (int)
            handle(library, name, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS)
                .invokeExact(state, channel, value);
    if (status != 0) {
      throw new AssertionError(name + ": " + status);
    }
    return value.get(JAVA_DOUBLE, 0);
  }
}
