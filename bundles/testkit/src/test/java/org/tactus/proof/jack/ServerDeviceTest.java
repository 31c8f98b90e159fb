// SPDX-License-Identifier: Apache-2.0
package org.tactus.proof.jack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tactus.api.Direction;
import org.tactus.api.Latency;
import org.tactus.api.MediaFormat;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.clock.Clock;
import org.tactus.api.clock.ClockWaiter;
import org.tactus.api.clock.Wake;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.EndPreference;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Options;
import org.tactus.testkit.TestCycle;
import org.tactus.testkit.TestPreparation;

@Timeout(30)
class ServerDeviceTest {

  private static final Rational RATE = Rational.of(48_000);

  private final Server server = new Server(32);
  private final ServerProvider provider = new ServerProvider(server);
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final List<Wake> wakes = new CopyOnWriteArrayList<>();
  private final AtomicReference<String> cycleThread = new AtomicReference<>();

  private final ClockWaiter waiter =
      new ClockWaiter() {
        @Override
        public boolean until(long nanoTime) {
          throw new AssertionError("the server waits by itself");
        }

        @Override
        public boolean isStopping() {
          return stopping.get();
        }
      };

  private DeviceEnd open(Direction direction) throws RefusedException {
    Options options = Options.of(Map.of("port", "system:1"));
    EndPreference preference = provider.preference(direction, options);
    return provider.open(
        new EndRequest("demo", "end", direction, options, preference.rate(), preference.period()));
  }

  /** Opens and prepares both ends and runs them as a host would, on the server's thread. */
  private Clock run(List<DeviceEnd> ends) throws RefusedException {
    DeviceEnd capture = open(Direction.OUTPUT);
    DeviceEnd playback = open(Direction.INPUT);
    List<MediaFormat> formats = capture.negotiate(List.of());
    assertEquals(List.of(), playback.negotiate(formats));
    MediaFormat format = formats.getFirst();
    capture.prepare(new TestPreparation(RATE, 32).outputs(format));
    playback.prepare(new TestPreparation(RATE, 32).inputs(format).asClock());
    capture.pathLatency(Latency.NONE, Latency.of(64));
    playback.pathLatency(Latency.of(48), Latency.NONE);
    assertNull(capture.clock());
    Clock clock = playback.clock();
    TestCycle source = TestCycle.of(RATE, 32).audioOut(((AudioFormat) format).layout()).build();
    TestCycle sink = TestCycle.of(RATE, 32).audioIn(((AudioFormat) format).layout()).build();
    capture.start();
    playback.start();
    assertTrue(clock.ownsThread());
    clock.launch(() -> {
      cycleThread.set(Thread.currentThread().getName());
      clock.begin();
      for (Wake wake = clock.await(waiter); ; wake = clock.await(waiter)) {
        wakes.add(wake);
        if (wake == Wake.STOPPED || wake == Wake.LOST) {
          return;
        }
        capture.process(source.begin());
        sink.begin().audioIn(0).copyFrom(source.audioOut(0));
        playback.process(sink);
        clock.complete();
      }
    });
    ends.add(capture);
    ends.add(playback);
    return clock;
  }

  @Test
  void soundGoesRoundOnTheServersThread() throws Exception {
    List<DeviceEnd> ends = new CopyOnWriteArrayList<>();
    Clock clock = run(ends);
    for (int i = 0; i < 3; i++) {
      server.captured[7] = i + 1;
      server.runCycle();
      assertEquals(i + 1, server.played[7]);
    }
    assertEquals("server", cycleThread.get());
    assertNotNull(clock.transport());
    assertEquals(90, clock.transport().tempo());
    assertEquals(64, clock.transport().position());
    stopping.set(true);
    server.join();
    assertEquals(List.of(Wake.CYCLE, Wake.CYCLE, Wake.CYCLE, Wake.STOPPED), wakes);
    assertEquals(3, server.signalled.get());
    ends.forEach(DeviceEnd::stop);
  }

  @Test
  void lostCyclesAndALostServerAreReported() throws Exception {
    List<DeviceEnd> ends = new CopyOnWriteArrayList<>();
    run(ends);
    server.runCycle();
    server.lose(2);
    server.runCycle();
    assertEquals(2, ends.getFirst().xruns());
    assertNull(ends.getFirst().fault());
    server.die();
    assertEquals(List.of(Wake.CYCLE, Wake.XRUN, Wake.LOST), wakes);
    assertTrue(ends.getFirst().fault().contains("start it again"));
  }

  @Test
  void theServerLearnsWhereItsPortsStand() throws Exception {
    run(new CopyOnWriteArrayList<>());
    assertEquals(Latency.of(48), server.captureLatency);
    assertEquals(Latency.of(64), server.playbackLatency);
    stopping.set(true);
    server.join();
  }

  @Test
  void anotherRateIsRefused() {
    RefusedException refusal =
        assertThrows(
            RefusedException.class,
            () ->
                provider.open(
                    new EndRequest(
                        "demo",
                        "end",
                        Direction.INPUT,
                        Options.of(Map.of()),
                        Rational.of(44_100),
                        32)));
    assertTrue(refusal.getMessage().contains("48000 Hz"), refusal.getMessage());
  }
}
