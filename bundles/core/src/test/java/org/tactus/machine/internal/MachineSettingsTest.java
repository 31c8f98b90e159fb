// SPDX-License-Identifier: Apache-2.0
package org.tactus.machine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.policy.PolicyResult;

class MachineSettingsTest {
  private static final String SWAPPINESS = "/proc/sys/vm/swappiness";
  private static final String GOVERNOR =
      "/sys/devices/system/cpu/cpufreq/policy%d/scaling_governor";
  private static final String BUDGET = "/sys/fs/cgroup/cpu/rt/cpu.rt_runtime_us";

  private final RecordingLogger log = new RecordingLogger();
  @TempDir Path root;
  private MachineTree tree;
  private MachineSettings settings;

  @BeforeEach
  void craft() {
    tree = new MachineTree(root);
    tree.file(SWAPPINESS, "60").file("/proc/sys/kernel/random/boot_id", "one");
    tree.file(GOVERNOR.formatted(0), "powersave").file(GOVERNOR.formatted(4), "powersave");
    tree.file("/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never");
    tree.file("/proc/self/cgroup", "1:cpu,cpuacct:/rt\n").file(BUDGET, "0");
    MachineChanges changes = new MachineChanges(tree.files(), null, log.logger());
    settings = new MachineSettings(tree.files(), changes, log.logger());
  }

  @Test
  void readsEverythingAndSetsNothingUnlessConfigured() {
    configure(Map.of());
    PolicyResult swappiness = result("swappiness");
    assertTrue(swappiness.ok());
    assertEquals("as is", swappiness.requested());
    assertEquals("60", swappiness.effective());
    assertEquals("madvise", result("transparent.hugepage").effective());
    assertEquals("60", tree.content(SWAPPINESS));
    assertTrue(result("ksm").ok());
  }

  @Test
  void setsReadsBackAndRestores() {
    configure(
        Map.of("swappiness", "1", "governor", "performance", "rt.group.runtime.us", "950000"));
    assertTrue(result("swappiness").ok());
    assertEquals("performance", tree.content(GOVERNOR.formatted(0)));
    assertEquals("performance", tree.content(GOVERNOR.formatted(4)));
    assertEquals("950000", tree.content(BUDGET));
    configure(Map.of("governor", "performance"));
    assertEquals("60", tree.content(SWAPPINESS));
    settings.close();
    assertEquals("powersave", tree.content(GOVERNOR.formatted(0)));
    assertEquals("powersave", tree.content(GOVERNOR.formatted(4)));
    assertEquals("0", tree.content(BUDGET));
  }

  @Test
  void whatIsNotThereFailsWithTheRemedy() {
    configure(Map.of("numa.balancing", "0"));
    PolicyResult result = result("numa.balancing");
    assertFalse(result.ok());
    assertTrue(result.remedy().contains("numa_balancing does not exist"), result.remedy());
  }

  @Test
  void whatTheKernelRefusesFailsWithTheReason() throws IOException {
    Path file = tree.files().path(SWAPPINESS);
    Files.delete(file);
    Files.createDirectory(file);
    configure(Map.of("swappiness", "1"));
    PolicyResult result = result("swappiness");
    assertFalse(result.ok());
    assertTrue(result.remedy().contains("could not be written"), result.remedy());
  }

  @Test
  void aValueThatSomebodyElseSetsAfterwardsIsNoticed() {
    configure(Map.of("swappiness", "1"));
    tree.file(SWAPPINESS, "100");
    PolicyResult result = result("swappiness");
    assertFalse(result.ok());
    assertEquals("100", result.effective());
  }

  @Test
  void badValuesAreRefusedAndTheFormerStay() {
    configure(Map.of("swappiness", "1"));
    for (Map<String, Object> bad :
        List.<Map<String, Object>>of(
            Map.of("swappiness", "201"),
            Map.of("rt.runtime.us", "-2"),
            Map.of("transparent.hugepage", "sometimes"),
            Map.of("governor", "../x"),
            Map.of("swapiness", "1"))) {
      configure(bad);
      String key = bad.keySet().iterator().next();
      assertTrue(log.lines().getLast().contains(key), log.lines().getLast());
      assertEquals("1", tree.content(SWAPPINESS));
    }
  }

  private void configure(Map<String, Object> values) {
    settings.modified(Configured.with(MachineSettingsConfiguration.class, values), values);
  }

  private PolicyResult result(String name) {
    return settings.results().stream()
        .filter(result -> result.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
