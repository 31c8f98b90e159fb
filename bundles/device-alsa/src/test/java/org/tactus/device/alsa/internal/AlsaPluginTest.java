// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.alsa.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tactus.api.Direction;
import org.tactus.api.RefusedException;
import org.tactus.api.clock.Wake;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.EndPreference;
import org.tactus.testkit.Allocation;

/** Ends on PCMs of libasound that need neither a card nor a server. */
@Timeout(60)
class AlsaPluginTest {

  private static final int RATE = 48_000;
  private static final int PERIOD = 96;
  private static final int PERIODS = 3;

  @TempDir private static Path folder;
  private AlsaDeviceProvider provider;

  @BeforeAll
  static void configure() throws IOException {
    AlsaConfiguration.use(
        folder,
        """
        pcm.written { type file slave.pcm "null" file "%1$s/written.raw" format raw }
        pcm.read { type file slave.pcm "null" file "/dev/null" infile "%1$s/read.raw" format raw }
        pcm.narrow { type linear slave { pcm "null" format S16_LE } }
        pcm.fixed { type hw card 0 }
        """
            .formatted(folder));
  }

  @BeforeEach
  void create() {
    provider = new AlsaDeviceProvider();
  }

  @AfterEach
  void deactivate() throws IOException {
    provider.deactivate();
  }

  @ParameterizedTest
  @CsvSource({
    "float, mmap",
    "float, rw",
    "s32, mmap",
    "s24, mmap",
    "s24_3le, mmap",
    "s24_3le, rw",
    "s16, mmap",
    "s16, rw"
  })
  void everySampleReachesTheDeviceAfterTheDeclaredSilence(String format, String access)
      throws Exception {
    long cycles = 20;
    long latency;
    try (DrivenEnds ends = new DrivenEnds(provider, RATE, PERIOD)) {
      DeviceEnd end =
          ends.playback(2, true, Map.of("device", "written", "format", format, "access", access));
      assertEquals(format + ", " + access, ((AlsaEnd) end).pcm().describe());
      latency = end.latency().minimum();
      ends.start();
      ends.run(
          cycles,
          (cycle, captured, played) -> {
            for (int i = 0; i < PERIOD; i++) {
              played.set(0, i, (cycle * PERIOD + i + 1) * 0x1p-15f);
              played.set(1, i, (cycle * PERIOD + i + 1) * -0x1p-15f);
            }
          });
    }
    assertEquals((PERIODS - 1) * PERIOD, latency);
    ByteBuffer raw =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve("written.raw")))
            .order(ByteOrder.LITTLE_ENDIAN);
    // At the first wake-up a period of the silence has been played: so much comes before that.
    long silence = latency + PERIOD;
    for (int i = 0; i < silence + cycles * PERIOD; i++) {
      float expected = i < silence ? 0 : (i - silence + 1) * 0x1p-15f;
      assertEquals(expected, sample(raw, format), "left, frame " + i);
      assertEquals(0f - expected, sample(raw, format), "right, frame " + i);
    }
  }

  private static float sample(ByteBuffer raw, String format) {
    return switch (format) {
      case "float" -> raw.getFloat();
      case "s32" -> raw.getInt() * 0x1p-31f;
      case "s24" -> (raw.getInt() << 8) * 0x1p-31f;
      case "s24_3le" -> ((raw.get() & 0xFF) | (raw.get() & 0xFF) << 8 | raw.get() << 16) * 0x1p-23f;
      default -> raw.getShort() * 0x1p-15f;
    };
  }

  @ParameterizedTest
  @CsvSource({"mmap", "rw"})
  void everySampleOfTheDeviceReachesTheBlock(String access) throws Exception {
    long cycles = 10;
    ByteBuffer raw = ByteBuffer.allocate(4 * 100 * PERIOD).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 100 * PERIOD; i++) {
      raw.putShort((short) (i + 1)).putShort((short) -(i + 1));
    }
    Files.write(folder.resolve("read.raw"), raw.array());
    try (DrivenEnds ends = new DrivenEnds(provider, RATE, PERIOD)) {
      ends.capture(
          true, Map.of("device", "read", "format", "s16", "access", access, "channels", 2L));
      ends.start();
      long[] previous = {-1};
      ends.run(
          cycles,
          (cycle, captured, played) -> {
            for (int i = 0; i < PERIOD; i++) {
              long value = Math.round(captured.get(0, i) * 0x1p15);
              assertEquals(-value, Math.round(captured.get(1, i) * 0x1p15));
              if (previous[0] >= 0) {
                assertEquals(previous[0] + 1, value);
              }
              previous[0] = value;
            }
          });
      assertTrue(previous[0] >= (cycles - 1) * PERIOD, "last sample " + previous[0]);
    }
  }

  @Test
  void aDeviceWithoutTimeIsPacedByTheClockAndSaysSo() throws Exception {
    long cycles = 50;
    try (DrivenEnds ends = new DrivenEnds(provider, RATE, PERIOD)) {
      ends.playback(2, true, Map.of("device", "null"));
      long begun = System.nanoTime();
      ends.start();
      assertEquals(Wake.CYCLE, ends.run(cycles, (cycle, captured, played) -> played.clear()));
      assertTrue(System.nanoTime() - begun >= cycles * PERIOD * 1_000_000_000L / RATE);
      for (int i = 0; i < 100 && ends.host().warnings().isEmpty(); i++) {
        Thread.sleep(50);
      }
      assertEquals(1, ends.host().warnings().size());
      assertTrue(
          ends.host().warnings().getFirst().startsWith("alsa device 'null' takes data as fast"));
    }
  }

  @Test
  void theLastBlockIsCompletedWithSilence() throws Exception {
    try (DrivenEnds ends = new DrivenEnds(provider, RATE, PERIOD)) {
      ends.playback(1, true, Map.of("device", "written", "format", "float"));
      ends.start();
      ends.setSinkFrames(10);
      ends.run(1, (cycle, captured, played) -> played.channel(0).fill((byte) 1));
    }
    ByteBuffer raw =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve("written.raw")))
            .order(ByteOrder.LITTLE_ENDIAN);
    int first = PERIODS * PERIOD;
    assertEquals(0x01010101, raw.getInt(4 * (first + 9)));
    for (int i = first + 10; i < first + PERIOD; i++) {
      assertEquals(0, raw.getInt(4 * i), "frame " + i);
    }
  }

  @Test
  void aCycleAllocatesNothing() throws Exception {
    try (DrivenEnds ends = new DrivenEnds(provider, RATE, PERIOD)) {
      ends.playback(2, true, Map.of("device", "null", "format", "s16"));
      ends.capture(false, Map.of("device", "null", "format", "s24_3le"));
      ends.start();
      DrivenEnds.Work work = (cycle, captured, played) -> played.copyFrom(captured);
      assertEquals(0, Allocation.bytes(50, () -> ends.run(1, work)));
    }
  }

  @Test
  void aDeviceThatIsNotThereIsNamedWithTheRemedy() {
    assertEquals(
        "alsa device 'hw:7' is not there (No such file or directory); `device:list` shows those"
            + " that are",
        refusal("hw:7", Map.of()));
    assertTrue(refusal("no_such_pcm", Map.of()).contains("is not there"));
  }

  @Test
  void aFormatThatTheDeviceLacksIsRefused() {
    assertEquals(
        "alsa device 'narrow' has no sample format 'float'; it has s32, s24, s24_3le, s16",
        refusal("narrow", Map.of("format", "float")));
  }

  @Test
  void anotherNumberOfChannelsThanTheInputsIsRefused() {
    assertEquals(
        "alsa device 'null' is asked for 6 channels but its input has 2; put a mixer before it or"
            + " leave channels out",
        refusal("null", Map.of("channels", 6L)));
  }

  @Test
  void aRateOfZeroIsRefused() {
    DrivenEnds ends = new DrivenEnds(provider, 0, PERIOD);
    RefusedException e =
        assertThrows(
            RefusedException.class, () -> ends.playback(2, true, Map.of("device", "null")));
    assertTrue(e.getMessage().startsWith("alsa device 'null' has no rate of 0 Hz; it takes "));
  }

  private String refusal(String device, Map<String, ?> options) {
    Map<String, Object> all = new java.util.TreeMap<>(options);
    all.put("device", device);
    try (DrivenEnds ends = new DrivenEnds(provider, RATE, PERIOD)) {
      return assertThrows(RefusedException.class, () -> ends.playback(2, true, all)).getMessage();
    }
  }

  @Test
  void anyRateAndPeriodWillDoForAPluginThatTakesAll() throws Exception {
    assertEquals(
        EndPreference.CLOCK,
        provider.preference(
            Direction.INPUT, DrivenEnds.options(provider, Map.of("device", "null"))));
  }

  @Test
  void theConfigurationsDevicesAreListed() {
    assertTrue(provider.devices().stream().anyMatch(device -> device.id().equals("null")));
  }

  @Test
  void theHostMayStopTheClockAndStartItAgain() throws Exception {
    try (DrivenEnds ends = new DrivenEnds(provider, RATE, PERIOD)) {
      DeviceEnd end = ends.playback(1, true, Map.of("device", "null"));
      for (int round = 0; round < 2; round++) {
        ends.start();
        assertEquals(Wake.CYCLE, ends.run(5, (cycle, captured, played) -> played.clear()));
        ends.stopSoon();
        assertEquals(Wake.STOPPED, ends.clock().await(ends));
        end.stop();
        ends.goOn();
      }
      assertNull(end.fault());
      assertNotNull(ends.clock().name());
    }
  }
}
