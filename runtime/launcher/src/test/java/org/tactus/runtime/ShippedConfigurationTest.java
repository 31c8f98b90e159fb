// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedConfigurationTest {
  @TempDir Path temporary;
  private Path home;
  private Path instance;

  @BeforeEach
  void ship() throws IOException {
    home = temporary.resolve("home");
    instance = temporary.resolve("instance");
    Files.createDirectories(home.resolve("configs/profiles/studio"));
    Files.createDirectories(instance.resolve("config"));
    Files.createDirectories(instance.resolve("run"));
    Files.writeString(home.resolve("configs/a.cfg"), "a=1");
    Files.writeString(home.resolve("configs/b.cfg"), "b=1");
  }

  private List<String> apply(String... profile) throws OperatorException {
    return new ShippedConfiguration(home, instance)
        .apply(Optional.of(profile).filter(p -> p.length > 0).map(p -> p[0]));
  }

  private String read(String name) throws IOException {
    return Files.readString(instance.resolve("config").resolve(name));
  }

  @Test
  void upgradeLeavesWhatTheOperatorChangedOrRemoved() throws Exception {
    apply();
    Files.writeString(instance.resolve("config/a.cfg"), "a=mine");
    Files.delete(instance.resolve("config/b.cfg"));
    Files.writeString(home.resolve("configs/a.cfg"), "a=2");
    Files.writeString(home.resolve("configs/b.cfg"), "b=2");
    Files.writeString(home.resolve("configs/new.cfg"), "new=1");
    assertEquals(List.of("a.cfg"), apply());
    assertEquals("a=mine", read("a.cfg"));
    assertFalse(Files.exists(instance.resolve("config/b.cfg")));
    assertEquals("new=1", read("new.cfg"));
  }

  @Test
  void upgradeRenewsWhatWasNotTouched() throws Exception {
    apply();
    Files.writeString(home.resolve("configs/a.cfg"), "a=2");
    assertEquals(List.of(), apply());
    assertEquals("a=2", read("a.cfg"));
  }

  @Test
  void fileThatWasThereBeforeIsTheOperators() throws Exception {
    Files.writeString(instance.resolve("config/a.cfg"), "a=before");
    assertEquals(List.of("a.cfg"), apply());
    assertEquals("a=before", read("a.cfg"));
  }

  @Test
  void profileGoesBeforeTheDefaultAndStays() throws Exception {
    Files.writeString(home.resolve("configs/profiles/studio/a.cfg"), "a=studio");
    Files.writeString(home.resolve("configs/profiles/studio/extra.cfg"), "extra=1");
    apply("studio");
    assertEquals("a=studio", read("a.cfg"));
    apply();
    assertEquals("a=studio", read("a.cfg"));
    apply("default");
    assertEquals("a=1", read("a.cfg"));
    assertFalse(Files.exists(instance.resolve("config/extra.cfg")));
  }

  @Test
  void unknownProfileNamesThoseThereAre() {
    OperatorException e = assertThrows(OperatorException.class, () -> apply("stadium"));
    assertEquals(ExitStatus.USAGE, e.status());
    assertTrue(e.getMessage().contains("default, studio"), e.getMessage());
    assertThrows(OperatorException.class, () -> apply("../profiles/studio"));
  }
}
