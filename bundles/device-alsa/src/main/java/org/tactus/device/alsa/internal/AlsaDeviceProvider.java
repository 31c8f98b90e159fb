// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.alsa.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.tactus.api.Direction;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.DeviceInfo;
import org.tactus.api.device.DeviceListener;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.device.EndPreference;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;

/** Opens the PCMs of the Advanced Linux Sound Architecture. */
@Component
public final class AlsaDeviceProvider implements DeviceProvider {

  private static final Path SOUND_DEVICES = Path.of("/dev/snd");

  private final Map<String, EndPreference> lastPreferences = new ConcurrentHashMap<>();
  private final Map<String, PipelineGroup> groups = new HashMap<>();
  private Housekeeper housekeeper;

  /** Called by Declarative Services. */
  @Activate
  public AlsaDeviceProvider() {}

  @Override
  public String type() {
    return "alsa";
  }

  @Override
  public String description() {
    return "Sound cards and other PCMs of ALSA";
  }

  @Override
  public List<Option> options() {
    return AlsaOptions.ALL;
  }

  @Override
  public List<DeviceInfo> devices() {
    return DeviceList.read();
  }

  @Override
  public void watch(DeviceListener listener) {
    if (!Alsa.isPresent()) {
      return;
    }
    try {
      housekeeper().add(listener);
    } catch (RefusedException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  @Override
  public synchronized void unwatch(DeviceListener listener) {
    if (housekeeper != null) {
      housekeeper.remove(listener);
    }
  }

  @Override
  public EndPreference preference(Direction direction, Options options) throws RefusedException {
    String device = options.text(AlsaOptions.DEVICE);
    String key = direction + " " + device;
    Pcm pcm;
    try {
      pcm = Pcm.open(device, direction);
    } catch (DeviceBusyException e) {
      // Perhaps busy with the very end that is asked about; opening will tell.
      return lastPreferences.getOrDefault(key, EndPreference.CLOCK);
    }
    try {
      Pcm.Capabilities can = pcm.capabilities();
      boolean hasOneRate = can.minimumRate() > 0 && can.minimumRate() == can.maximumRate();
      boolean hasOnePeriod = can.minimumPeriod() > 0 && can.minimumPeriod() == can.maximumPeriod();
      EndPreference preference =
          new EndPreference(
              hasOneRate ? Rational.of(can.minimumRate()) : null,
              hasOnePeriod ? Math.toIntExact(can.minimumPeriod()) : 0,
              true);
      lastPreferences.put(key, preference);
      return preference;
    } finally {
      pcm.close();
    }
  }

  @Override
  public DeviceEnd open(EndRequest request) throws RefusedException {
    Pcm pcm = Pcm.open(request.options().text(AlsaOptions.DEVICE), request.direction());
    try {
      pcm.requireRate(request.rate());
      return open(request, pcm);
    } catch (RefusedException e) {
      pcm.close();
      throw e;
    }
  }

  private synchronized DeviceEnd open(EndRequest request, Pcm pcm) throws RefusedException {
    Housekeeper keeper = housekeeper();
    PipelineGroup group = groups.computeIfAbsent(request.pipeline(), PipelineGroup::new);
    AlsaEnd end = new AlsaEnd(request, pcm, group, this::released);
    group.add(end);
    keeper.add(end);
    return end;
  }

  private synchronized void released(AlsaEnd end) {
    if (end.group().remove(end)) {
      groups.remove(end.group().pipeline, end.group());
    }
    if (housekeeper != null) {
      housekeeper.remove(end);
    }
  }

  private synchronized Housekeeper housekeeper() throws RefusedException {
    if (housekeeper == null) {
      try {
        housekeeper = new Housekeeper(SOUND_DEVICES, DeviceList::read);
      } catch (IOException e) {
        throw new RefusedException(
            "alsa devices cannot be watched ("
                + e.getMessage()
                + "); raise fs.inotify.max_user_instances",
            e);
      }
    }
    return housekeeper;
  }

  /** Called by Declarative Services. */
  @Deactivate
  public synchronized void deactivate() throws IOException {
    if (housekeeper != null) {
      housekeeper.close();
      housekeeper = null;
    }
  }
}
