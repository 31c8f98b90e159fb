// SPDX-License-Identifier: Apache-2.0
package org.tactus.machine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.policy.PolicyResult;

class CpuLatencyTest {
  private final RecordingLogger log = new RecordingLogger();
  @TempDir Path root;

  @Test
  void anOutsideProcessSeesTheBoundWhileAPipelineRuns() throws Exception {
    Peers.require("od");
    Peers.require(
        Files.isWritable(Path.of(CpuLatency.DEVICE)), "right to write /dev/cpu_dma_latency");
    CpuLatency latency = new CpuLatency(KernelFiles.ofMachine(), log.logger());
    int before = seenFromOutside();
    Assumptions.assumeTrue(before > 3, "/dev/cpu_dma_latency is held by another program");
    configure(latency, Map.of("microseconds", 3));
    try {
      assertEquals(before, seenFromOutside());
      assertTrue(latency.acquire().getFirst().ok());
      assertTrue(latency.acquire().getFirst().ok());
      assertEquals(3, seenFromOutside());
      configure(latency, Map.of());
      assertEquals(0, seenFromOutside());
      latency.release();
      assertEquals(0, seenFromOutside());
      latency.release();
      assertEquals(before, seenFromOutside());
    } finally {
      latency.close();
    }
    assertThrows(IllegalStateException.class, latency::release);
  }

  @Test
  void anAbsentDeviceIsNamedWithTheRemedy() {
    CpuLatency latency = new CpuLatency(new KernelFiles(root), log.logger());
    PolicyResult result = latency.acquire().getFirst();
    assertFalse(result.ok());
    assertEquals("not readable", result.effective());
    assertTrue(result.remedy().contains("in a container pass the device in"), result.remedy());
  }

  @Test
  void notHoldingIsAChoice() {
    CpuLatency latency = new CpuLatency(new KernelFiles(root), log.logger());
    configure(latency, Map.of("hold", false));
    PolicyResult result = latency.acquire().getFirst();
    assertTrue(result.ok());
    assertEquals("as is", result.requested());
  }

  @Test
  void badConfigurationIsRefused() {
    CpuLatency latency = new CpuLatency(new KernelFiles(root), log.logger());
    configure(latency, Map.of("microseconds", -1));
    assertTrue(log.lines().getLast().contains("microseconds = -1"), log.lines().getLast());
    configure(latency, Map.of("microsecond", 1));
    assertTrue(log.lines().getLast().contains("unknown key microsecond;"), log.lines().getLast());
    assertEquals("0 µs while a pipeline runs", latency.results().getFirst().requested());
  }

  private static void configure(CpuLatency latency, Map<String, Object> values) {
    latency.modified(Configured.with(CpuLatencyConfiguration.class, values), values);
  }

  private static int seenFromOutside() throws Exception {
    Process od =
        new ProcessBuilder("od", "-An", "-i", CpuLatency.DEVICE).redirectErrorStream(true).start();
    String text = od.inputReader().readLine();
    assertEquals(0, od.waitFor(), text);
    return Integer.parseInt(text.strip());
  }
}
