// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.alsa.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.api.Direction;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.clock.Wake;
import org.tactus.api.device.DeviceEnd;
import org.tactus.testkit.Peers;
import org.tactus.testkit.TestBlock;

/** Ends on libasound's jack plugin over jackd's dummy driver: a device that really is paced. */
@Timeout(60)
class AlsaOnJackTest {

  private static final int RATE = 48_000;
  private static final int PERIOD = 512;
  private static final float STEP = 0x1p-20f;

  /** Periods enough for a machine that is busy with other things. */
  private static final long PATIENT = 16;

  @TempDir private static Path folder;
  private static JackServer server;
  private AlsaDeviceProvider provider;

  @BeforeAll
  static void startServer() throws Exception {
    AlsaConfiguration.use(
        folder,
        """
        pcm.card {
          type jack
          name "alsa_%p"
          playback_ports { 0 "system:playback_1" }
          capture_ports { 0 "system:capture_1" }
        }
        pcm.plugcard { type plug slave.pcm card }
        """);
    server = JackServer.start("alsa", RATE, PERIOD);
    AlsaConfiguration.setEnvironment("JACK_DEFAULT_SERVER", server.name);
    AlsaDeviceProvider probe = new AlsaDeviceProvider();
    try {
      probe.preference(Direction.INPUT, DrivenEnds.options(probe, Map.of("device", "card")));
    } catch (RefusedException e) {
      assumeTrue(false, "peer 'jack plugin of libasound' not found: " + e.getMessage());
    }
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void create() {
    provider = new AlsaDeviceProvider();
  }

  @AfterEach
  void deactivate() throws Exception {
    provider.deactivate();
  }

  private static void ramp(TestBlock block, long cycle) {
    for (int i = 0; i < PERIOD; i++) {
      block.set(0, i, (cycle * PERIOD + i + 1) * STEP);
    }
  }

  /** The port of the plugin's client that this program has just opened. */
  private static String port(String suffix) throws Exception {
    String all =
        new String(server.tool("jack_lsp").getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return all.lines()
        .filter(line -> line.endsWith(suffix) && !line.startsWith("system:"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no port " + suffix + " in " + all));
  }

  @Test
  void theDevicesOnlyRateIsPreferred() throws Exception {
    assertEquals(
        Rational.of(RATE),
        provider
            .preference(Direction.INPUT, DrivenEnds.options(provider, Map.of("device", "card")))
            .rate());
  }

  @Test
  void aRateThatTheDeviceLacksIsRefused() throws Exception {
    try (DrivenEnds ends = new DrivenEnds(provider, 44_100, PERIOD)) {
      ends.playback(1, true, Map.of("device", "card"));
      throw new AssertionError("44100 Hz were taken");
    } catch (RefusedException e) {
      assertEquals(
          "alsa device 'card' has no rate of 44100 Hz; it takes 48000 Hz: set the pipeline's rate"
              + " or put 'plug:' before the device's name",
          e.getMessage());
    }
  }

  @Test
  void jackRecHearsEverySampleInOrder() throws Exception {
    String ffmpeg = Peers.missing("ffmpeg");
    assumeTrue(ffmpeg == null, ffmpeg);
    Path file = folder.resolve("heard.wav");
    DeviceEnd end;
    try (DrivenEnds ends = new DrivenEnds(provider, RATE, PERIOD)) {
      end = ends.playback(1, true, Map.of("device", "plugcard", "periods", PATIENT));
      ends.start();
      Process recorder = server.record(file, 1, port(":out_000"));
      long[] position = {0};
      ends.runWhile(recorder::isAlive, (cycle, captured, played) -> ramp(played, position[0]++));
    }
    assertEquals(0, end.xruns());
    float[] heard = Peers.decode(file, RATE, 1)[0];
    int first = 0;
    while (first < heard.length && heard[first] == 0) {
      first++;
    }
    assertTrue(heard.length - first > RATE / 2, heard.length + " frames, silent up to " + first);
    for (int i = first + 1; i < heard.length; i++) {
      assertEquals(heard[i - 1] + STEP, heard[i], "frame " + i);
    }
  }

  @Test
  void aLoopIsAsLateAsBothEndsDeclare() throws Exception {
    int cycles = 40;
    long[] found = new long[cycles];
    long declared;
    try (DrivenEnds ends = new DrivenEnds(provider, RATE, PERIOD)) {
      Map<String, Object> card = Map.of("device", "card", "periods", PATIENT);
      DeviceEnd sink = ends.playback(1, false, card);
      DeviceEnd source = ends.capture(true, card);
      Process connect = server.tool("jack_connect", port(":out_000"), port(":in_000"));
      connect.waitFor();
      server.tool("jack_disconnect", "system:capture_1", port(":in_000")).waitFor();
      ends.start();
      assertEquals(
          Wake.CYCLE,
          ends.run(
              cycles,
              (cycle, captured, played) -> {
                found[(int) cycle] = Math.round(captured.get(0, 0) / STEP);
                ramp(played, cycle);
              }));
      declared = source.latency().minimum() + sink.latency().minimum();
      assertEquals(0, sink.xruns() + source.xruns());
    }
    for (int cycle = cycles / 2; cycle < cycles; cycle++) {
      assertEquals(cycle * (long) PERIOD + 1 - declared, found[cycle], "cycle " + cycle);
    }
  }

  @Test
  void aCycleThatComesTooLateIsAnXrunAndTheSoundGoesOn() throws Exception {
    try (DrivenEnds ends = new DrivenEnds(provider, RATE, PERIOD)) {
      DeviceEnd end = ends.playback(1, true, Map.of("device", "card", "periods", 2L));
      ends.start();
      DrivenEnds.Work work = (cycle, captured, played) -> ramp(played, cycle);
      assertEquals(Wake.CYCLE, ends.run(3, work));
      Thread.sleep(20 * PERIOD * 1000L / RATE);
      assertEquals(Wake.XRUN, ends.run(1, work));
      assertEquals(1, end.xruns());
      assertEquals(Wake.CYCLE, ends.run(3, work));
    }
  }

  @Test
  void aDeviceThatStopsMovingEndsTheClockWithASentence() throws Exception {
    try (JackServer dying = JackServer.start("dead", RATE, PERIOD)) {
      AlsaConfiguration.setEnvironment("JACK_DEFAULT_SERVER", dying.name);
      try (DrivenEnds ends = new DrivenEnds(provider, RATE, PERIOD)) {
        DeviceEnd end = ends.playback(1, true, Map.of("device", "card"));
        ends.start();
        ends.run(3, (cycle, captured, played) -> played.clear());
        dying.kill();
        assertEquals(
            Wake.LOST, ends.run(Long.MAX_VALUE, (cycle, captured, played) -> played.clear()));
        assertEquals(
            "alsa device 'card' has stopped moving; check the device or the server behind it and"
                + " start the pipeline again",
            end.fault());
      } finally {
        AlsaConfiguration.setEnvironment("JACK_DEFAULT_SERVER", server.name);
      }
    }
  }
}
