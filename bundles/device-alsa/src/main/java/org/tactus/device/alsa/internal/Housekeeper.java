// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.alsa.internal;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.tactus.api.device.DeviceInfo;
import org.tactus.api.device.DeviceListener;

/**
 * A thread that hears from the kernel when cards come and go, tells the listeners, and passes on
 * what the ends found out on the cycle thread.
 */
final class Housekeeper implements AutoCloseable {

  private static final long LOOK_MILLIS = 500;

  /** A card's nodes appear one after the other and get their rights last. */
  private static final long SETTLE_MILLIS = 200;

  private final Path devices;
  private final Supplier<List<DeviceInfo>> read;
  private final List<DeviceListener> listeners = new CopyOnWriteArrayList<>();
  private final List<AlsaEnd> ends = new CopyOnWriteArrayList<>();
  private final WatchService service;
  private final Thread thread;
  private WatchKey parentKey;
  private WatchKey devicesKey;
  private Map<String, DeviceInfo> known;

  /**
   * Starts the thread.
   *
   * @param devices the folder of the cards' nodes, which may not be there yet
   * @param read lists the devices
   */
  Housekeeper(Path devices, Supplier<List<DeviceInfo>> read) throws IOException {
    this.devices = devices;
    this.read = read;
    this.known = byId(read.get());
    this.service = FileSystems.getDefault().newWatchService();
    register();
    thread = Thread.ofPlatform().daemon().name("tactus-alsa-housekeeper").start(this::run);
  }

  void add(DeviceListener listener) {
    listeners.add(listener);
  }

  void remove(DeviceListener listener) {
    listeners.remove(listener);
  }

  void add(AlsaEnd end) {
    ends.add(end);
  }

  void remove(AlsaEnd end) {
    ends.remove(end);
  }

  @Override
  public void close() throws IOException {
    thread.interrupt();
    service.close();
  }

  private void register() throws IOException {
    if (parentKey == null) {
      parentKey =
          devices
              .getParent()
              .register(
                  service,
                  StandardWatchEventKinds.ENTRY_CREATE,
                  StandardWatchEventKinds.ENTRY_DELETE);
    }
    if ((devicesKey == null || !devicesKey.isValid()) && Files.isDirectory(devices)) {
      devicesKey =
          devices.register(
              service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE);
    }
  }

  private void run() {
    try {
      while (true) {
        WatchKey key = service.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        ends.forEach(AlsaEnd::report);
        if (key == null) {
          continue;
        }
        boolean concerns =
            key == devicesKey
                || key.pollEvents().stream()
                    .anyMatch(event -> devices.getFileName().equals(event.context()));
        if (concerns) {
          Thread.sleep(SETTLE_MILLIS);
        }
        key.pollEvents();
        key.reset();
        if (concerns) {
          register();
          compare();
        }
      }
    } catch (InterruptedException | java.nio.file.ClosedWatchServiceException e) {
      // The bundle is being stopped.
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void compare() {
    Map<String, DeviceInfo> now = byId(read.get());
    for (String id : known.keySet()) {
      if (!now.containsKey(id)) {
        listeners.forEach(listener -> listener.removed(id));
      }
    }
    for (DeviceInfo device : now.values()) {
      if (!known.containsKey(device.id())) {
        listeners.forEach(listener -> listener.added(device));
      }
    }
    known = now;
  }

  private static Map<String, DeviceInfo> byId(List<DeviceInfo> devices) {
    return devices.stream().collect(Collectors.toMap(DeviceInfo::id, Function.identity()));
  }
}
