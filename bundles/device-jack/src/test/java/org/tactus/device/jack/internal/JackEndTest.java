// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.jack.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.api.Direction;
import org.tactus.api.Latency;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.clock.Wake;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.DeviceInfo;
import org.tactus.api.device.EndPreference;
import org.tactus.testkit.Allocation;
import org.tactus.testkit.Peers;
import org.tactus.testkit.TestBlock;

@Timeout(60)
class JackEndTest {

  private static final int RATE = 48_000;
  private static final int PERIOD = 512;
  private static final float STEP = 0x1p-20f;

  private static JackServer server;
  private JackDeviceProvider provider;

  @BeforeAll
  static void startServer() throws Exception {
    String missing = Peers.missingLibrary("libjack.so.0");
    assumeTrue(missing == null, missing);
    server = JackServer.start("ends", RATE, PERIOD);
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void create() {
    provider = new JackDeviceProvider();
  }

  @AfterEach
  void deactivate() {
    provider.deactivate();
  }

  private Map<String, Object> on(JackServer jack, String ports) {
    return Map.of("server", jack.name, "ports", ports);
  }

  private static void ramp(TestBlock block, long cycle) {
    for (int i = 0; i < PERIOD; i++) {
      block.set(0, i, (cycle * PERIOD + i + 1) * STEP);
    }
  }

  @Test
  void aMissingServerIsNamedWithTheRemedy() {
    RefusedException e =
        assertThrows(
            RefusedException.class,
            () ->
                provider.preference(
                    Direction.INPUT,
                    DrivenEnds.options(provider, Map.of("server", "nobody_here"))));
    assertEquals(
        "jack server 'nobody_here' is not running; start jackd or PipeWire, name another with"
            + " server=, or say autostart=true",
        e.getMessage());
  }

  @Test
  void theServerSetsRateAndPeriod() throws Exception {
    EndPreference preference =
        provider.preference(
            Direction.INPUT, DrivenEnds.options(provider, Map.of("server", server.name)));
    assertEquals(new EndPreference(Rational.of(RATE), PERIOD, true), preference);
  }

  @Test
  void anotherRateOrPeriodIsRefused() {
    DrivenEnds rate = new DrivenEnds(provider, 44_100, PERIOD);
    assertEquals(
        "jack server '"
            + server.name
            + "' runs at 48000 Hz, the pipeline at 44100; set the"
            + " pipeline's rate to 48000",
        assertThrows(RefusedException.class, () -> rate.playback(1, true, on(server, "")))
            .getMessage());
    DrivenEnds period = new DrivenEnds(provider, RATE, 64);
    assertTrue(
        assertThrows(RefusedException.class, () -> period.playback(1, true, on(server, "")))
            .getMessage()
            .endsWith("set the pipeline's period to " + PERIOD));
  }

  @Test
  void aPortThatIsNotThereIsRefused() {
    DrivenEnds ends = new DrivenEnds(provider, RATE, PERIOD);
    assertEquals(
        "jack server '"
            + server.name
            + "' has no input port 'system:playback_9'; `device:list` shows those that are there",
        assertThrows(
                RefusedException.class,
                () -> ends.playback(1, true, on(server, "system:playback_9")))
            .getMessage());
  }

  @Test
  void anEndThatIsNotTheClockIsRefused() throws Exception {
    try (DrivenEnds ends = new DrivenEnds(provider, RATE, PERIOD)) {
      DeviceEnd end = ends.playback(1, false, on(server, ""));
      RefusedException e = assertThrows(RefusedException.class, end::start);
      assertTrue(e.getMessage().contains("make it the pipeline's clock"), e.getMessage());
    }
  }

  @Test
  void whatIsPlayedComesBackOnePeriodLaterThroughAConnection() throws Exception {
    int cycles = 40;
    long[] found = new long[cycles];
    try (DrivenEnds ends = new DrivenEnds(provider, RATE, PERIOD)) {
      ends.playback(1, true, on(server, ""));
      ends.capture(false, on(server, "tactus-test:out_1"));
      ends.start();
      Wake last =
          ends.run(
              cycles,
              (cycle, captured, played) -> {
                found[(int) cycle] = (long) (captured.get(0, 0) / STEP);
                for (int i = 1; i < PERIOD; i++) {
                  if (captured.get(0, i) != 0
                      && captured.get(0, i) - captured.get(0, i - 1) != STEP) {
                    found[(int) cycle] = -1;
                  }
                }
                ramp(played, cycle);
              });
      assertEquals(Wake.CYCLE, last);
    }
    long[] expected = new long[cycles];
    for (int i = 1; i < cycles; i++) {
      expected[i] = (i - 1) * (long) PERIOD + 1;
    }
    assertArrayEquals(expected, found);
  }

  @Test
  void jackRecHearsEverySampleInOrder(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("heard.wav");
    try (DrivenEnds ends = new DrivenEnds(provider, RATE, PERIOD)) {
      ends.playback(1, true, on(server, "system:playback_{1,2}"));
      ends.start();
      Process recorder = server.record(file, 1, "tactus-test:out_1");
      long[] position = {0};
      ends.runWhile(recorder::isAlive, (cycle, captured, played) -> ramp(played, position[0]++));
    }
    String ffmpeg = Peers.missing("ffmpeg");
    assumeTrue(ffmpeg == null, ffmpeg);
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

  /** jack_iodelay's own loop takes one period; what the pipeline adds must be what it declares. */
  @Test
  void jackIodelayMeasuresWhatIsDeclared(@TempDir Path folder) throws Exception {
    Path log = folder.resolve("iodelay.log");
    Process meter = server.tool("sh", "-c", "exec stdbuf -oL jack_iodelay > '" + log + "'");
    try {
      waitForPort("jack_delay:out");
      long declared;
      try (DrivenEnds ends = new DrivenEnds(provider, RATE, PERIOD)) {
        DeviceEnd sink = ends.playback(1, true, on(server, "jack_delay:in"));
        DeviceEnd source = ends.capture(false, on(server, "jack_delay:out"));
        ends.start();
        ends.run(2L * RATE / PERIOD, (cycle, captured, played) -> played.copyFrom(captured));
        declared = source.latency().minimum() + sink.latency().minimum();
      }
      assertEquals(PERIOD + declared, measured(log));
    } finally {
      meter.destroy();
      meter.waitFor();
    }
  }

  private void waitForPort(String port) throws Exception {
    for (int i = 0; i < 200; i++) {
      Process list = server.tool("jack_lsp");
      if (new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8).contains(port)) {
        return;
      }
      Thread.sleep(20);
    }
    throw new AssertionError("port " + port + " did not appear");
  }

  private static double measured(Path log) throws Exception {
    Matcher matcher =
        Pattern.compile("([0-9.]+) frames +[0-9.]+ ms total roundtrip")
            .matcher(Files.readString(log));
    double last = -1;
    while (matcher.find()) {
      last = Double.parseDouble(matcher.group(1));
    }
    return last;
  }

  @Test
  void theServersLatencyIsTheEndsAndThePipelinesIsTheServers() throws Exception {
    try (DrivenEnds ends = new DrivenEnds(provider, RATE, PERIOD)) {
      DeviceEnd sink = ends.playback(1, true, on(server, "system:playback_1"));
      DeviceEnd source = ends.capture(false, on(server, "system:capture_1"));
      sink.pathLatency(Latency.of(1000), Latency.NONE);
      ends.start();
      DrivenEnds.Work work = (cycle, captured, played) -> played.copyFrom(captured);
      ends.run(20, work);
      Process list = server.tool("jack_lsp", "-l");
      ends.runWhile(list::isAlive, work);
      String ports = new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(latency(ports, "system:capture_1", "capture"), source.latency().minimum());
      assertEquals(latency(ports, "system:playback_1", "playback"), sink.latency().minimum());
      assertTrue(source.latency().minimum() > 0, ports);
      assertEquals(1000, latency(ports, "tactus-test:out_1", "capture"));
    }
  }

  private static long latency(String listing, String port, String mode) {
    Matcher matcher =
        Pattern.compile(
                Pattern.quote(port)
                    + "\\n(?:\\tport \\w+ latency.*\\n)*?\\tport "
                    + mode
                    + " latency = \\[ (\\d+) ")
            .matcher(listing);
    assertTrue(matcher.find(), listing);
    return Long.parseLong(matcher.group(1));
  }

  @Test
  void aCycleAllocatesNothing() throws Exception {
    try (DrivenEnds ends = new DrivenEnds(provider, RATE, PERIOD)) {
      ends.playback(1, true, on(server, "system:playback_1"));
      ends.capture(false, on(server, "system:capture_1"));
      ends.start();
      DrivenEnds.Work work = (cycle, captured, played) -> played.copyFrom(captured);
      assertEquals(0, Allocation.bytes(60, () -> ends.run(1, work)));
    }
  }

  @Test
  void theHostMayStopTheClockAndStartItAgain() throws Exception {
    try (DrivenEnds ends = new DrivenEnds(provider, RATE, PERIOD)) {
      DeviceEnd end = ends.playback(1, true, on(server, ""));
      for (int round = 0; round < 2; round++) {
        ends.start();
        assertEquals(Wake.CYCLE, ends.run(5, (cycle, captured, played) -> ramp(played, cycle)));
        ends.stopSoon();
        assertEquals(Wake.STOPPED, ends.clock().await(ends));
        end.stop();
        ends.goOn();
      }
      assertNull(end.fault());
    }
  }

  @Test
  void theCyclesThreadIsTheCallers() throws Exception {
    try (DrivenEnds ends = new DrivenEnds(provider, RATE, PERIOD)) {
      ends.playback(1, true, on(server, ""));
      ends.start();
      Thread[] ran = {null};
      ends.run(1, (cycle, captured, played) -> ran[0] = Thread.currentThread());
      assertEquals(Thread.currentThread(), ran[0]);
    }
  }

  @Test
  void theServersPortsAreListed() throws Exception {
    JackClient probe = JackClient.open(server.name, "probe", false);
    List<DeviceInfo> devices =
        PortGroups.of(
            probe.ports(null, Jack.JACK_PORT_IS_INPUT), Direction.INPUT, Rational.of(RATE));
    probe.close();
    assertTrue(
        devices.stream().anyMatch(device -> device.id().equals("system:playback_{1..2}")),
        devices.toString());
  }

  @Test
  void aServerThatIsKilledEndsTheClockAndNothingElse() throws Exception {
    try (JackServer dying = JackServer.start("dying", RATE, 256);
        DrivenEnds ends = new DrivenEnds(provider, RATE, 256)) {
      DeviceEnd end = ends.playback(1, true, on(dying, ""));
      ends.start();
      Thread killer =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  Thread.sleep(200);
                  dying.kill();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      Wake last = ends.run(Long.MAX_VALUE, (cycle, captured, played) -> played.clear());
      killer.join();
      assertEquals(Wake.LOST, last);
      assertTrue(end.fault().startsWith("jack server '" + dying.name + "' "), end.fault());
    }
    try (DrivenEnds others = new DrivenEnds(provider, RATE, PERIOD)) {
      others.playback(1, true, on(server, ""));
      others.start();
      assertEquals(Wake.CYCLE, others.run(5, (cycle, captured, played) -> played.clear()));
    }
  }
}
