// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.linux.CpuSet;

class SpinRulesTest {
  @TempDir private Path root;

  private void file(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text + "\n");
  }

  private Optional<String> refusal(String release, String cpus) {
    return new SpinRules(root, release).refusal(CpuSet.parse(cpus));
  }

  private void refused(String release, String cpus, String... words) {
    String sentence = refusal(release, cpus).orElseThrow();
    for (String word : words) {
      assertTrue(sentence.contains(word), sentence);
    }
  }

  @Test
  void anIsolatedCpuMaySpin() throws IOException {
    file("sys/devices/system/cpu/isolated", "2-3");
    assertEquals(Optional.empty(), refusal("6.18.0", "2-3"));
    refused("6.18.0", "1-3", "CPU 1 ", "isolcpus=1");
    refused("6.18.0", "", "pinned");
  }

  @Test
  void aCpuWhoseFairServerIsOffMaySpin() throws IOException {
    file("sys/devices/system/cpu/isolated", "");
    file("sys/kernel/debug/sched/fair_server/cpu1/runtime", "0");
    file("sys/kernel/debug/sched/fair_server/cpu0/runtime", "50000000");
    assertEquals(Optional.empty(), refusal("6.12.1-rt", "1"));
    refused("6.12.1-rt", "0", "50000000", "write 0 to /sys/kernel/debug");
  }

  @Test
  void aFairServerThatCannotBeSeenIsOn() throws IOException {
    file("proc/sys/kernel/sched_rt_runtime_us", "-1");
    refused("6.12.0", "0", "mount debugfs");
    refused("7.0.0", "0", "mount debugfs");
  }

  @Test
  void beforeTheFairServerThrottlingDecides() throws IOException {
    file("proc/sys/kernel/sched_rt_runtime_us", "950000");
    refused("6.1.0-18-amd64", "0", "950000", "write -1");
    file("proc/sys/kernel/sched_rt_runtime_us", "-1");
    assertEquals(Optional.empty(), refusal("6.1.0-18-amd64", "0"));
  }
}
