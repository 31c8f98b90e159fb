// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.alsa.internal;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.tactus.api.RefusedException;

/**
 * libasound, mapped directly on primitives: an address is a {@code long}, a count of frames too.
 * The calls allocate nothing in Java. Names and constants are those of alsa/asoundlib.h.
 */
final class Alsa {

  static final int SND_PCM_STREAM_PLAYBACK = 0;
  static final int SND_PCM_STREAM_CAPTURE = 1;
  static final int SND_PCM_NONBLOCK = 1;
  static final int SND_PCM_TYPE_HW = 0;
  static final int SND_PCM_STATE_RUNNING = 3;
  static final int SND_PCM_STATE_DRAINING = 5;
  static final int SND_PCM_TSTAMP_ENABLE = 1;
  static final int SND_PCM_TSTAMP_TYPE_MONOTONIC = 1;

  static final int ENOENT = 2;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EACCES = 13;
  static final int EBUSY = 16;
  static final int ENODEV = 19;
  static final int EINVAL = 22;
  static final int EPIPE = 32;
  static final int ESTRPIPE = 86;

  private static final int RTLD_NOW = 2;

  private static final class Loader {
    static final Throwable FAILURE = load();

    private static Throwable load() {
      try {
        Native.register(
            Alsa.class,
            NativeLibrary.getInstance(
                "libasound.so.2", Map.of(Library.OPTION_OPEN_FLAGS, RTLD_NOW)));
        // libasound prints every failure to stderr; ours reach the operator as sentences. It calls
        // its handler with arguments that a function without parameters never looks at.
        snd_lib_error_set_handler(
            Linker.nativeLinker().defaultLookup().findOrThrow("getpid").address());
        return null;
      } catch (LinkageError e) {
        return e;
      }
    }
  }

  private Alsa() {}

  /** Loads libasound, once. */
  static void require() throws RefusedException {
    if (!isPresent()) {
      throw new RefusedException(
          "alsa devices need the library libasound.so.2, which cannot be loaded; install the"
              + " package libasound2",
          Loader.FAILURE);
    }
  }

  static boolean isPresent() {
    return Loader.FAILURE == null;
  }

  /** The text of an error that a call returned. */
  static String message(int error) {
    return text(snd_strerror(error));
  }

  /** The zero-terminated text at an address; null for 0. */
  static String text(long address) {
    return address == 0
        ? null
        : MemorySegment.ofAddress(address).reinterpret(Integer.MAX_VALUE).getString(0);
  }

  /** A text as a call takes it, for the life of the arena. */
  static long text(Arena arena, String text) {
    return arena.allocateFrom(text).address();
  }

  static native int snd_lib_error_set_handler(long handler);

  static native long snd_strerror(int error);

  static native int snd_pcm_open(long pcm, long name, int stream, int mode);

  static native int snd_pcm_close(long pcm);

  static native int snd_pcm_type(long pcm);

  static native int snd_pcm_state(long pcm);

  static native long snd_pcm_hw_params_sizeof();

  static native int snd_pcm_hw_params_any(long pcm, long params);

  static native int snd_pcm_hw_params_set_access(long pcm, long params, int access);

  static native int snd_pcm_hw_params_set_format(long pcm, long params, int format);

  static native int snd_pcm_hw_params_test_format(long pcm, long params, int format);

  static native int snd_pcm_hw_params_set_channels(long pcm, long params, int channels);

  static native int snd_pcm_hw_params_get_channels_min(long params, long value);

  static native int snd_pcm_hw_params_get_channels_max(long params, long value);

  static native int snd_pcm_hw_params_set_rate(long pcm, long params, int rate, int direction);

  static native int snd_pcm_hw_params_test_rate(long pcm, long params, int rate, int direction);

  static native int snd_pcm_hw_params_get_rate_min(long params, long value, long direction);

  static native int snd_pcm_hw_params_get_rate_max(long params, long value, long direction);

  static native int snd_pcm_hw_params_set_period_size(
      long pcm, long params, long frames, int direction);

  static native int snd_pcm_hw_params_test_period_size(
      long pcm, long params, long frames, int direction);

  static native int snd_pcm_hw_params_set_period_size_near(
      long pcm, long params, long frames, long direction);

  static native int snd_pcm_hw_params_get_period_size_min(long params, long value, long direction);

  static native int snd_pcm_hw_params_get_period_size_max(long params, long value, long direction);

  static native int snd_pcm_hw_params_set_buffer_size(long pcm, long params, long frames);

  static native int snd_pcm_hw_params_set_buffer_size_near(long pcm, long params, long frames);

  static native int snd_pcm_hw_params_get_buffer_size(long params, long frames);

  static native int snd_pcm_hw_params_get_buffer_size_max(long params, long frames);

  static native int snd_pcm_hw_params(long pcm, long params);

  static native long snd_pcm_sw_params_sizeof();

  static native int snd_pcm_sw_params_current(long pcm, long params);

  static native int snd_pcm_sw_params_set_avail_min(long pcm, long params, long frames);

  static native int snd_pcm_sw_params_set_start_threshold(long pcm, long params, long frames);

  static native int snd_pcm_sw_params_get_boundary(long params, long frames);

  static native int snd_pcm_sw_params_set_tstamp_mode(long pcm, long params, int mode);

  static native int snd_pcm_sw_params_set_tstamp_type(long pcm, long params, int type);

  static native int snd_pcm_sw_params(long pcm, long params);

  static native int snd_pcm_prepare(long pcm);

  static native int snd_pcm_start(long pcm);

  static native int snd_pcm_drop(long pcm);

  static native int snd_pcm_resume(long pcm);

  static native int snd_pcm_link(long pcm1, long pcm2);

  static native int snd_pcm_unlink(long pcm);

  static native int snd_pcm_wait(long pcm, int timeoutMillis);

  static native long snd_pcm_avail_update(long pcm);

  static native int snd_pcm_avail_delay(long pcm, long avail, long delay);

  static native int snd_pcm_htimestamp(long pcm, long avail, long timespec);

  static native int snd_pcm_mmap_begin(long pcm, long areas, long offset, long frames);

  static native long snd_pcm_mmap_commit(long pcm, long offset, long frames);

  static native long snd_pcm_writei(long pcm, long buffer, long frames);

  static native long snd_pcm_readi(long pcm, long buffer, long frames);

  static native long snd_pcm_writen(long pcm, long buffers, long frames);

  static native long snd_pcm_readn(long pcm, long buffers, long frames);

  static native long snd_pcm_rewind(long pcm, long frames);

  static native long snd_pcm_forward(long pcm, long frames);

  static native long snd_pcm_get_chmap(long pcm);

  static native int snd_pcm_info_sizeof();

  static native int snd_pcm_info(long pcm, long info);

  static native int snd_pcm_info_get_card(long info);

  static native void snd_pcm_info_set_device(long info, int device);

  static native void snd_pcm_info_set_subdevice(long info, int subdevice);

  static native void snd_pcm_info_set_stream(long info, int stream);

  static native long snd_pcm_info_get_name(long info);

  static native int snd_card_next(long card);

  static native int snd_ctl_open(long ctl, long name, int mode);

  static native int snd_ctl_close(long ctl);

  static native long snd_ctl_card_info_sizeof();

  static native int snd_ctl_card_info(long ctl, long info);

  static native long snd_ctl_card_info_get_id(long info);

  static native long snd_ctl_card_info_get_name(long info);

  static native int snd_ctl_pcm_next_device(long ctl, long device);

  static native int snd_ctl_pcm_info(long ctl, long info);

  static native int snd_device_name_hint(int card, long interfaceName, long hints);

  static native long snd_device_name_get_hint(long hint, long id);

  static native int snd_device_name_free_hint(long hints);
}
