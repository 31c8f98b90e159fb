// SPDX-License-Identifier: Apache-2.0
package org.tactus.machine.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.linux.CpuSet;
import org.tactus.machine.internal.KernelFiles.Reading;

class KernelFilesTest {
  @TempDir Path root;

  @Test
  void readsWhatCatReads() throws Exception {
    Peers.require("cat");
    for (String file :
        List.of(
            "/proc/sys/kernel/sched_rt_runtime_us",
            "/proc/sys/kernel/osrelease",
            "/proc/sys/vm/swappiness",
            "/proc/sys/kernel/random/boot_id",
            "/proc/cmdline",
            "/sys/devices/system/cpu/online")) {
      Process cat = new ProcessBuilder("cat", file).start();
      String text = new String(cat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, cat.waitFor(), file);
      assertEquals(text.strip(), KernelFiles.ofMachine().read(file).text(), file);
    }
  }

  @Test
  void readsFilesOfAnyLength() throws IOException {
    byte[] bytes = new byte[100_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ('a' + i % 26);
    }
    Files.write(root.resolve("long"), bytes);
    assertArrayEquals(bytes, new KernelFiles(root).bytes("/long"));
  }

  @Test
  void saysWhyThereIsNoText() throws IOException {
    Files.createDirectory(root.resolve("folder"));
    KernelFiles files = new KernelFiles(root);
    Reading absent = files.read("/none");
    assertTrue(absent.isAbsent());
    assertEquals("/none does not exist", absent.seen());
    Reading folder = files.read("/folder");
    assertFalse(folder.isAbsent() || folder.isRead());
    assertTrue(folder.problem().startsWith("/folder could not be read: "), folder.problem());
  }

  @Test
  void understandsNumbersChoicesAndLists() {
    KernelFiles files =
        new MachineTree(root).file("/n", " -7").file("/c", "a [b] c").file("/l", "0-2,5").files();
    assertEquals(-7, files.number("/n").orElseThrow());
    assertTrue(files.number("/c").isEmpty());
    assertEquals(Optional.of("b"), files.read("/c").choice());
    assertEquals(Optional.of("-7"), files.read("/n").choice());
    assertEquals(CpuSet.parse("0-2,5"), files.cpus("/l"));
    assertEquals(CpuSet.none(), files.cpus("/none"));
  }
}
