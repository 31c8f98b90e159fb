// SPDX-License-Identifier: Apache-2.0
package org.tactus.machine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineChangesTest {
  private static final String SWAPPINESS = "/proc/sys/vm/swappiness";
  private static final String THP = "/sys/kernel/mm/transparent_hugepage/enabled";
  private static final String BOOT = "/proc/sys/kernel/random/boot_id";

  private final RecordingLogger log = new RecordingLogger();
  @TempDir Path root;
  private MachineTree tree;
  private Path record;

  @BeforeEach
  void craft() {
    tree = new MachineTree(root).file(BOOT, "one").file(SWAPPINESS, "60").file(THP, "always");
    record = root.resolve("instance").resolve(MachineChanges.FILE);
  }

  @Test
  void restoresWhatAnOwnerChangedAndNothingElse() throws IOException {
    MachineChanges changes = changes();
    changes.set(knob(SWAPPINESS), "a", "1");
    changes.set(knob(SWAPPINESS), "a", "2");
    changes.set(knob(THP), "b", "never");
    assertEquals("2", tree.content(SWAPPINESS));
    changes.restore("a");
    assertEquals("60", tree.content(SWAPPINESS));
    assertEquals("never", tree.content(THP));
    changes.restoreAll();
    assertEquals("always", tree.content(THP));
    assertFalse(Files.exists(record));
  }

  @Test
  void theNextStartRestoresWhatAKilledOneLeft() throws IOException {
    changes().set(knob(SWAPPINESS), "a", "1");
    assertTrue(Files.exists(record));
    changes();
    assertEquals("60", tree.content(SWAPPINESS));
    assertFalse(Files.exists(record));
  }

  @Test
  void whatCannotBeRecordedIsNotChanged() {
    record = tree.files().path(SWAPPINESS).resolve(MachineChanges.FILE);
    MachineChanges changes = changes();
    assertThrows(IOException.class, () -> changes.set(knob(SWAPPINESS), "a", "1"));
    assertEquals("60", tree.content(SWAPPINESS));
  }

  @Test
  void whatTheKernelRefusesIsNotRecorded() throws IOException {
    Path file = tree.files().path(SWAPPINESS);
    MachineChanges changes = changes();
    changes.set(knob(THP), "a", "never");
    Files.delete(file);
    Files.createDirectory(file);
    assertThrows(IOException.class, () -> changes.set(knob(SWAPPINESS), "a", "1"));
    assertTrue(Files.readString(record).contains("file " + THP + "\ta\talways\tnever"));
    assertFalse(Files.readString(record).contains(SWAPPINESS));
  }

  @Test
  void afterARebootNothingIsRestored() throws IOException {
    changes().set(knob(SWAPPINESS), "a", "1");
    tree.file(BOOT, "two").file(SWAPPINESS, "1");
    changes();
    assertEquals("1", tree.content(SWAPPINESS));
    assertFalse(Files.exists(record));
  }

  @Test
  void whatSomebodyElseChangedSinceStays() throws IOException {
    MachineChanges changes = changes();
    changes.set(knob(SWAPPINESS), "a", "1");
    tree.file(SWAPPINESS, "30");
    changes.restoreAll();
    assertEquals("30", tree.content(SWAPPINESS));
    assertTrue(log.lines().getLast().contains("it stays so"), log.lines().getLast());
  }

  @Test
  void aDamagedRecordIsNamedAndTheRestIsRestored() throws IOException {
    changes().set(knob(SWAPPINESS), "a", "1");
    Files.writeString(record, Files.readString(record) + "thread x\tnonsense\n");
    changes();
    assertEquals("60", tree.content(SWAPPINESS));
    assertTrue(log.lines().getFirst().contains("nonsense"));
  }

  private Knob knob(String path) {
    return new Knob.FileKnob(tree.files(), path);
  }

  private MachineChanges changes() {
    return new MachineChanges(tree.files(), record, log.logger());
  }
}
