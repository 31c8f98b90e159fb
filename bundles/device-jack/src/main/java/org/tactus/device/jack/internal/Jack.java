// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.jack.internal;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tactus.api.RefusedException;

/**
 * libjack, JACK's own or PipeWire's, mapped directly on primitives: an address is a {@code long}.
 * The calls allocate nothing in Java. Names and constants are those of jack/jack.h and
 * jack/types.h.
 */
final class Jack {

  static final int JACK_NO_START_SERVER = 0x01;
  static final int JACK_SERVER_NAME = 0x04;
  static final int JACK_SERVER_FAILED = 0x10;
  static final int JACK_PORT_IS_INPUT = 0x1;
  static final int JACK_PORT_IS_OUTPUT = 0x2;
  static final int JACK_CAPTURE_LATENCY = 0;
  static final int JACK_PLAYBACK_LATENCY = 1;
  static final int EEXIST = 17;
  static final String AUDIO_TYPE = "32 bit float mono audio";

  private static final int RTLD_NOW = 2;

  /** All memory, so that the cycle reaches a port's buffer without making a segment. */
  static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  /** {@code JackThreadCallback}. */
  interface ThreadCallback extends Callback {
    long run(long argument);
  }

  /** {@code JackXRunCallback}. */
  interface XrunCallback extends Callback {
    int xrun(long argument);
  }

  /** {@code JackBufferSizeCallback} and {@code JackSampleRateCallback}. */
  interface FramesCallback extends Callback {
    int changed(int frames, long argument);
  }

  /** {@code JackLatencyCallback}. */
  interface LatencyCallback extends Callback {
    void latency(int mode, long argument);
  }

  /** {@code JackInfoShutdownCallback}. */
  interface ShutdownCallback extends Callback {
    void shutdown(int status, long reason, long argument);
  }

  private static final class Loader {
    static final Throwable FAILURE = load();

    private static Throwable load() {
      try {
        Native.register(
            Jack.class,
            NativeLibrary.getInstance("libjack.so.0", Map.of(Library.OPTION_OPEN_FLAGS, RTLD_NOW)));
        // libjack prints what it meets to stderr; ours reaches the operator as sentences. It calls
        // these handlers with an argument that a function without parameters never looks at.
        long silent = Linker.nativeLinker().defaultLookup().findOrThrow("getpid").address();
        jack_set_error_function(silent);
        jack_set_info_function(silent);
        return null;
      } catch (LinkageError e) {
        return e;
      }
    }
  }

  private Jack() {}

  /** Loads libjack, once. */
  static void require() throws RefusedException {
    if (!isPresent()) {
      throw new RefusedException(
          "jack ends need the library libjack.so.0, which cannot be loaded; install the package"
              + " libjack-jackd2-0 or pipewire-jack",
          Loader.FAILURE);
    }
  }

  static boolean isPresent() {
    return Loader.FAILURE == null;
  }

  /** Whether the library is PipeWire's. */
  static boolean isPipeWire() {
    return text(jack_get_version_string()).contains("PipeWire");
  }

  static String text(long address) {
    return MEMORY.getString(address);
  }

  static long text(Arena arena, String text) {
    return arena.allocateFrom(text).address();
  }

  /** The names of a server's audio ports that match a POSIX regular expression; null for all. */
  static List<String> ports(long client, String pattern, int flags) {
    List<String> names = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      long list =
          jack_get_ports(
              client, pattern == null ? 0 : text(arena, pattern), text(arena, AUDIO_TYPE), flags);
      if (list == 0) {
        return names;
      }
      for (long at = list; MEMORY.get(ValueLayout.JAVA_LONG, at) != 0; at += Long.BYTES) {
        names.add(text(MEMORY.get(ValueLayout.JAVA_LONG, at)));
      }
      jack_free(list);
    }
    return names;
  }

  static native void jack_set_error_function(long handler);

  static native void jack_set_info_function(long handler);

  // Variadic in C; on x86-64 and aarch64 Linux whole numbers travel the same way.
  static native long jack_client_open(long name, int options, long status, long serverName);

  static native int jack_client_close(long client);

  static native long jack_get_version_string();

  static native int jack_client_name_size();

  static native long jack_get_client_name(long client);

  static native int jack_activate(long client);

  static native int jack_deactivate(long client);

  static native int jack_set_process_thread(long client, ThreadCallback callback, long argument);

  static native int jack_set_xrun_callback(long client, XrunCallback callback, long argument);

  static native int jack_set_buffer_size_callback(
      long client, FramesCallback callback, long argument);

  static native int jack_set_sample_rate_callback(
      long client, FramesCallback callback, long argument);

  static native int jack_set_latency_callback(long client, LatencyCallback callback, long argument);

  static native void jack_on_info_shutdown(long client, ShutdownCallback callback, long argument);

  static native int jack_cycle_wait(long client);

  static native void jack_cycle_signal(long client, int status);

  static native int jack_get_sample_rate(long client);

  static native int jack_get_buffer_size(long client);

  static native long jack_get_time();

  static native int jack_last_frame_time(long client);

  static native int jack_get_cycle_times(
      long client, long currentFrames, long currentMicros, long nextMicros, long periodMicros);

  static native long jack_port_register(
      long client, long name, long type, long flags, long bufferSize);

  static native int jack_port_unregister(long client, long port);

  static native long jack_port_name(long port);

  static native long jack_port_get_buffer(long port, int frames);

  static native void jack_port_get_latency_range(long port, int mode, long range);

  static native void jack_port_set_latency_range(long port, int mode, long range);

  static native int jack_recompute_total_latencies(long client);

  static native long jack_get_ports(long client, long namePattern, long typePattern, long flags);

  static native int jack_connect(long client, long source, long destination);

  static native void jack_free(long memory);
}
