// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.apache.felix.service.command.Converter;
import org.junit.jupiter.api.Test;
import org.tactus.isolation.IsolatedBundle;
import org.tactus.isolation.Isolation;

class IsolationViewTest {

  private record Fixed(String symbolicName, long pid, String state, long restarts, long lateBlocks)
      implements IsolatedBundle {

    @Override
    public String version() {
      return "1.2.3";
    }

    @Override
    public List<Long> serviceIds() {
      return List.of();
    }

    @Override
    public void close() {
      throw new UnsupportedOperationException();
    }
  }

  private record Two() implements Isolation {

    @Override
    public IsolatedBundle install(Path jar) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<IsolatedBundle> list() {
      return List.of(
          new Fixed("com.example.amp", 4711, "running", 2, 31),
          new Fixed("com.example.cab", -1, "quarantined: it crashed; update it", 3, 0));
    }
  }

  @Test
  void theListIsATable() throws Refusal {
    IsolationCommands commands = new IsolationCommands();
    commands.isolation = new Two();
    assertEquals(
        """
        BUNDLE           VERSION   PID  RESTARTS  LATE BLOCKS  STATE
        com.example.amp  1.2.3    4711         2           31  running
        com.example.cab  1.2.3       -         3            0  quarantined: it crashed; update it\
        """,
        new ResultConverter().format(commands.list(), Converter.INSPECT, null));
  }

  @Test
  void withoutTheServiceItIsRefused() {
    assertThrows(Refusal.class, () -> new IsolationCommands().list());
  }
}
