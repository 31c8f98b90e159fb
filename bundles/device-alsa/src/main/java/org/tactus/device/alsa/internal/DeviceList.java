// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.alsa.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import com.sun.jna.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tactus.api.Direction;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.device.DeviceInfo;

/** Lists the PCMs that are there: those of the cards and those of the ALSA configuration. */
final class DeviceList {

  private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  /** The rates that are asked for; those of ITU-T, of the CD and of the studio. */
  private static final int[] RATES = {
    8000, 11025, 16000, 22050, 32000, 44100, 48000, 88200, 96000, 176400, 192000
  };

  /**
   * What a hint calls PCMs that only repeat a card's: aplay -L shows them all, we show the card.
   */
  private static final String CARD_MARK = ":CARD=";

  private DeviceList() {}

  /** The devices in the order of their names; none where libasound is missing. */
  static List<DeviceInfo> read() {
    if (!Alsa.isPresent()) {
      return List.of();
    }
    Map<String, DeviceInfo> devices = new TreeMap<>();
    try (Arena arena = Arena.ofConfined()) {
      addCards(arena, devices);
      addHints(arena, devices);
    }
    return List.copyOf(devices.values());
  }

  private static void addCards(Arena arena, Map<String, DeviceInfo> devices) {
    MemorySegment card = arena.allocate(JAVA_INT);
    card.set(JAVA_INT, 0, -1);
    while (Alsa.snd_card_next(card.address()) == 0 && card.get(JAVA_INT, 0) >= 0) {
      int number = card.get(JAVA_INT, 0);
      MemorySegment handle = arena.allocate(ADDRESS);
      String name = "hw:" + number;
      if (Alsa.snd_ctl_open(handle.address(), Alsa.text(arena, name), 0) < 0) {
        // It went between the two calls.
        continue;
      }
      addCard(arena, handle.get(JAVA_LONG, 0), number, devices);
      Alsa.snd_ctl_close(handle.get(JAVA_LONG, 0));
    }
  }

  private static void addCard(
      Arena arena, long control, int number, Map<String, DeviceInfo> devices) {
    long cardInfo = arena.allocate(Alsa.snd_ctl_card_info_sizeof(), 8).address();
    if (Alsa.snd_ctl_card_info(control, cardInfo) < 0) {
      return;
    }
    String card = Alsa.text(Alsa.snd_ctl_card_info_get_name(cardInfo));
    MemorySegment device = arena.allocate(JAVA_INT);
    device.set(JAVA_INT, 0, -1);
    while (Alsa.snd_ctl_pcm_next_device(control, device.address()) == 0
        && device.get(JAVA_INT, 0) >= 0) {
      int pcm = device.get(JAVA_INT, 0);
      Set<Direction> directions = EnumSet.noneOf(Direction.class);
      String name = "";
      for (Direction direction : Direction.values()) {
        long info = arena.allocate(Alsa.snd_pcm_info_sizeof(), 8).address();
        Alsa.snd_pcm_info_set_device(info, pcm);
        Alsa.snd_pcm_info_set_subdevice(info, 0);
        Alsa.snd_pcm_info_set_stream(
            info,
            direction == Direction.INPUT
                ? Alsa.SND_PCM_STREAM_PLAYBACK
                : Alsa.SND_PCM_STREAM_CAPTURE);
        if (Alsa.snd_ctl_pcm_info(control, info) == 0) {
          directions.add(direction);
          name = Alsa.text(Alsa.snd_pcm_info_get_name(info));
        }
      }
      if (!directions.isEmpty()) {
        String id = pcm == 0 ? "hw:" + number : "hw:" + number + "," + pcm;
        devices.put(id, ask(id, card + ": " + name, directions));
      }
    }
  }

  /** Asks a card's device what it can take; one that is busy is listed without. */
  private static DeviceInfo ask(String id, String description, Set<Direction> directions) {
    int channels = 0;
    List<Rational> rates = new ArrayList<>();
    try {
      Pcm pcm = Pcm.open(id, directions.iterator().next());
      try {
        channels = Math.max(0, pcm.capabilities().maximumChannels());
        for (int rate : RATES) {
          if (pcm.hasRate(rate)) {
            rates.add(Rational.of(rate));
          }
        }
      } finally {
        pcm.close();
      }
    } catch (RefusedException e) {
      description += " (" + e.getMessage() + ")";
    }
    return new DeviceInfo(id, description, directions, channels, rates);
  }

  private static void addHints(Arena arena, Map<String, DeviceInfo> devices) {
    MemorySegment list = arena.allocate(ADDRESS);
    if (Alsa.snd_device_name_hint(-1, Alsa.text(arena, "pcm"), list.address()) < 0) {
      return;
    }
    long hints = list.get(JAVA_LONG, 0);
    long nameId = Alsa.text(arena, "NAME");
    long descriptionId = Alsa.text(arena, "DESC");
    long directionId = Alsa.text(arena, "IOID");
    for (long at = hints; MEMORY.get(JAVA_LONG, at) != 0; at += Long.BYTES) {
      long hint = MEMORY.get(JAVA_LONG, at);
      String name = take(Alsa.snd_device_name_get_hint(hint, nameId));
      String description = take(Alsa.snd_device_name_get_hint(hint, descriptionId));
      String direction = take(Alsa.snd_device_name_get_hint(hint, directionId));
      if (name == null || name.contains(CARD_MARK)) {
        continue;
      }
      devices.putIfAbsent(
          name,
          new DeviceInfo(
              name,
              description == null ? "" : description.replace('\n', ' '),
              directions(direction),
              0,
              List.of()));
    }
    Alsa.snd_device_name_free_hint(hints);
  }

  private static Set<Direction> directions(String hint) {
    return switch (hint) {
      case "Input" -> EnumSet.of(Direction.OUTPUT);
      case "Output" -> EnumSet.of(Direction.INPUT);
      case null, default -> EnumSet.allOf(Direction.class);
    };
  }

  private static String take(long address) {
    String text = Alsa.text(address);
    if (address != 0) {
      Native.free(address);
    }
    return text;
  }
}
