// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceTest {
  @TempDir Path temporary;

  @Test
  void isMadeForTheOwnerAlone() throws Exception {
    Path directory = temporary.resolve("deep/instance");
    try (Instance instance = Instance.open(directory)) {
      assertEquals(
          "rwx------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(instance.directory())));
      assertEquals(
          "rwx------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("run"))));
    }
  }

  @Test
  void secondOneIsToldTheProcessOfTheFirst() throws Exception {
    Path directory = temporary.resolve("instance");
    try (Instance _ = Instance.open(directory)) {
      OperatorException e =
          assertThrows(OperatorException.class, () -> Instance.open(directory).close());
      assertTrue(
          e.getMessage().contains("process " + ProcessHandle.current().pid()), e.getMessage());
      assertEquals(OptionalLong.of(ProcessHandle.current().pid()), Instance.running(directory));
    }
    assertEquals(OptionalLong.empty(), Instance.running(directory));
  }

  @Test
  void staleFilesOfADeadInstanceAreNoInstance() throws Exception {
    Path directory = temporary.resolve("instance");
    Instance.open(directory).close();
    Files.writeString(Instance.pidFile(directory), "1\n");
    Files.createFile(Instance.readyFile(directory));
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(Instance.controlSocket(directory)));
    }
    assertTrue(Files.exists(Instance.controlSocket(directory)));
    OperatorException e =
        assertThrows(OperatorException.class, () -> ControlClient.connect(directory).close());
    assertEquals(ExitStatus.NOT_RUNNING, e.status());
    try (Instance _ = Instance.open(directory)) {
      assertFalse(Files.exists(Instance.controlSocket(directory)));
      assertFalse(Files.exists(Instance.readyFile(directory)));
    }
  }

  @Test
  void lockedInstanceThatDoesNotAnswerIsASentence() throws Exception {
    Path directory = temporary.resolve("instance");
    try (Instance _ = Instance.open(directory)) {
      OperatorException e =
          assertThrows(OperatorException.class, () -> ControlClient.connect(directory).close());
      assertEquals(ExitStatus.FAILURE, e.status());
      assertTrue(e.getMessage().contains("does not answer"), e.getMessage());
    }
  }

  @Test
  void fileInPlaceOfTheDirectoryIsASentence() throws IOException {
    Path file = Files.createFile(temporary.resolve("instance"));
    OperatorException e = assertThrows(OperatorException.class, () -> Instance.open(file).close());
    assertTrue(e.getMessage().contains("cannot be used"), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void tooLongPathIsRefusedBeforeAnythingIsMade() {
    Path directory = temporary.resolve("x".repeat(120));
    OperatorException e =
        assertThrows(OperatorException.class, () -> Instance.open(directory).close());
    assertTrue(e.getMessage().contains("too long"), e.getMessage());
    assertFalse(Files.exists(directory));
  }
}
