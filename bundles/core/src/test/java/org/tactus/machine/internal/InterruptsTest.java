// SPDX-License-Identifier: Apache-2.0
package org.tactus.machine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.machine.internal.InterruptTable.Interrupt;
import org.tactus.policy.PolicyResult;
import org.tactus.topology.internal.TestPlanners;

class InterruptsTest {
  private static final String TABLE =
      """
                 CPU0       CPU1       CPU2       CPU3       CPU4       CPU5       CPU6       CPU7
        8:          0          0          0          0          0          0          0          0  IR-IO-APIC    8-edge      rtc0
       16:          5          0         70          0          0          0          0          0  IR-IO-APIC   16-fasteoi   ehci_hcd:usb1, snd_x:card 1
      128:          0         12          0          0          0          0          0          0  IR-PCI-MSIX-0000:00:1f.3    0-edge      snd_hda_intel:card0
      NMI:          0          0          0          0          0          0          0          0   Non-maskable interrupts
      """;

  private final RecordingLogger log = new RecordingLogger();
  @TempDir Path root;
  private MachineTree tree;
  private Interrupts interrupts;

  @BeforeEach
  void craft() {
    tree = MachineTree.isolatedCores(root).file("/proc/interrupts", TABLE);
    tree.file("/proc/sys/kernel/random/boot_id", "one");
    for (int number : new int[] {8, 16, 128}) {
      tree.file("/proc/irq/" + number + "/smp_affinity_list", "0-7");
    }
    interrupts =
        new Interrupts(
            tree.files(),
            TestPlanners.of(tree, log),
            new MachineChanges(tree.files(), null, log.logger()),
            log.logger());
  }

  @Test
  void readsNumbersCountsAndDevices() {
    List<Interrupt> table = InterruptTable.read(tree.files());
    assertEquals(List.of(8, 16, 128), table.stream().map(Interrupt::number).toList());
    assertEquals(List.of("ehci_hcd:usb1", "snd_x:card 1"), table.get(1).devices());
    assertEquals(70, table.get(1).counts().get(2));
    assertTrue(table.get(2).isOf("snd_hda_intel:card0"));
    assertTrue(table.get(2).isOf("snd_*"));
    assertFalse(table.get(2).isOf("snd"));
    assertFalse(table.get(2).isOf("snd_hda.intel:card0"));
  }

  @Test
  void movesNamedDevicesToThePlannedCpusAndBack() {
    configure(Map.of("devices", new String[] {"snd_*"}));
    String planned = TestPlanners.of(tree, log).plan().deviceIo().toString();
    assertEquals(planned, tree.content("/proc/irq/128/smp_affinity_list"));
    assertEquals(planned, tree.content("/proc/irq/16/smp_affinity_list"));
    assertEquals("0-7", tree.content("/proc/irq/8/smp_affinity_list"));
    assertTrue(interrupts.results().stream().allMatch(PolicyResult::ok));
    interrupts.close();
    assertEquals("0-7", tree.content("/proc/irq/128/smp_affinity_list"));
  }

  @Test
  void configuredCpusWinAndAreCheckedAgainstTheEffectiveOnes() {
    tree.file("/proc/irq/128/effective_affinity_list", "7");
    configure(Map.of("devices", new String[] {"snd_hda_intel:card0"}, "cpus", "2-3"));
    assertEquals("2-3", tree.content("/proc/irq/128/smp_affinity_list"));
    assertEquals(
        "CPUs 2-3 from its next interrupt on", interrupts.results().getFirst().effective());
    tree.file("/proc/irq/128/smp_affinity_list", "0-7");
    PolicyResult moved = interrupts.results().getFirst();
    assertFalse(moved.ok());
    assertEquals("CPUs 7", moved.effective());
    assertTrue(moved.remedy().contains("--banirq=128"), moved.remedy());
    tree.file("/proc/irq/128/effective_affinity_list", "3");
    assertTrue(interrupts.results().getFirst().ok());
  }

  @Test
  void anUnknownDeviceAndAMissingThreadAreNamed() {
    configure(Map.of("devices", new String[] {"snd_none", "rtc0"}, "priority", 50));
    List<PolicyResult> results = interrupts.results();
    assertEquals("no such interrupt", results.getFirst().effective());
    PolicyResult thread = results.getLast();
    assertFalse(thread.ok());
    assertTrue(thread.remedy().contains("threadirqs"), thread.remedy());
  }

  @Test
  void badConfigurationIsRefused() {
    configure(Map.of("cpus", "0-9"));
    assertTrue(log.lines().getLast().contains("names CPU 8, which is not online"));
    configure(Map.of("priority", 99));
    assertTrue(log.lines().getLast().contains("priority = 99"));
    configure(Map.of("cpus", "x"));
    assertTrue(log.lines().getLast().contains("is not a list of CPUs"));
  }

  private void configure(Map<String, Object> values) {
    interrupts.modified(Configured.with(InterruptsConfiguration.class, values), values);
  }
}
