// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.alsa.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.api.Direction;
import org.tactus.api.device.DeviceInfo;
import org.tactus.api.device.DeviceListener;

@Timeout(30)
class HousekeeperTest {

  private static final class Heard implements DeviceListener {
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Override
    public void added(DeviceInfo device) {
      events.add("added " + device.id());
    }

    @Override
    public void removed(String id) {
      events.add("removed " + id);
    }
  }

  private volatile List<DeviceInfo> devices = List.of(device("null"));

  private static DeviceInfo device(String id) {
    return new DeviceInfo(id, "", Set.of(Direction.INPUT), 2, List.of());
  }

  @Test
  void aCardThatIsPluggedInAndOutIsReported(@TempDir Path dev) throws Exception {
    Heard heard = new Heard();
    Path sound = dev.resolve("snd");
    try (Housekeeper housekeeper = new Housekeeper(sound, () -> devices)) {
      housekeeper.add(heard);

      devices = List.of(device("null"), device("hw:1"));
      Files.createDirectory(sound);
      assertEquals("added hw:1", heard.events.poll(10, TimeUnit.SECONDS));

      devices = List.of(device("null"), device("hw:1"), device("hw:2"));
      Path node = Files.createFile(sound.resolve("pcmC2D0p"));
      assertEquals("added hw:2", heard.events.poll(10, TimeUnit.SECONDS));

      devices = List.of(device("null"), device("hw:1"));
      Files.delete(node);
      assertEquals("removed hw:2", heard.events.poll(10, TimeUnit.SECONDS));

      devices = List.of(device("null"));
      Files.delete(sound);
      assertEquals("removed hw:1", heard.events.poll(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void aListenerThatLeftHearsNothing(@TempDir Path dev) throws Exception {
    Heard gone = new Heard();
    Heard stays = new Heard();
    Path sound = Files.createDirectory(dev.resolve("snd"));
    try (Housekeeper housekeeper = new Housekeeper(sound, () -> devices)) {
      housekeeper.add(gone);
      housekeeper.add(stays);
      housekeeper.remove(gone);
      devices = List.of();
      Files.createFile(sound.resolve("controlC0"));
      assertEquals("removed null", stays.events.poll(10, TimeUnit.SECONDS));
      assertEquals(0, gone.events.size());
    }
  }
}
