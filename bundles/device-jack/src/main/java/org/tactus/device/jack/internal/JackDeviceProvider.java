// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.jack.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.tactus.api.Direction;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.DeviceInfo;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.device.EndPreference;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;

/** Connects pipelines to a JACK server, or to PipeWire by its libjack. */
@Component
public final class JackDeviceProvider implements DeviceProvider {

  private static final String PROBE = "tactus-probe";
  private static final long LOOK_MILLIS = 100;

  private record Key(String pipeline, String server, String client) {}

  private static final class Shared {
    final JackClient client;
    int ends;

    Shared(JackClient client) {
      this.client = client;
    }
  }

  private final Map<Key, Shared> clients = new HashMap<>();
  private Thread housekeeper;

  /** Called by Declarative Services. */
  @Activate
  public JackDeviceProvider() {}

  @Override
  public String type() {
    return "jack";
  }

  @Override
  public String description() {
    return "Ports of a JACK server or of PipeWire";
  }

  @Override
  public List<Option> options() {
    return JackOptions.ALL;
  }

  @Override
  public List<DeviceInfo> devices() {
    if (!Jack.isPresent()) {
      return List.of();
    }
    JackClient probe;
    try {
      probe = JackClient.open("", PROBE, false);
    } catch (RefusedException e) {
      // No server runs, so nothing is there.
      return List.of();
    }
    try {
      List<DeviceInfo> devices = new ArrayList<>();
      Rational rate = Rational.of(probe.rate);
      devices.addAll(
          PortGroups.of(probe.ports(null, Jack.JACK_PORT_IS_INPUT), Direction.INPUT, rate));
      devices.addAll(
          PortGroups.of(probe.ports(null, Jack.JACK_PORT_IS_OUTPUT), Direction.OUTPUT, rate));
      return devices;
    } finally {
      probe.close();
    }
  }

  @Override
  public EndPreference preference(Direction direction, Options options) throws RefusedException {
    String server = options.text(JackOptions.SERVER);
    synchronized (this) {
      for (Map.Entry<Key, Shared> entry : clients.entrySet()) {
        JackClient client = entry.getValue().client;
        if (entry.getKey().server.equals(server) && client.trouble() == JackClient.Trouble.NONE) {
          return new EndPreference(Rational.of(client.rate), client.period, true);
        }
      }
    }
    JackClient probe = JackClient.open(server, PROBE, options.toggle(JackOptions.AUTOSTART));
    try {
      return new EndPreference(Rational.of(probe.rate), probe.period, true);
    } finally {
      probe.close();
    }
  }

  @Override
  public synchronized DeviceEnd open(EndRequest request) throws RefusedException {
    Options options = request.options();
    List<String> patterns = PortPattern.expand(options.text(JackOptions.PORTS));
    String name = options.text(JackOptions.CLIENT);
    if (name.isEmpty()) {
      name = "tactus-" + request.pipeline();
    }
    Key key = new Key(request.pipeline(), options.text(JackOptions.SERVER), name);
    for (Key other : clients.keySet()) {
      if (other.pipeline.equals(key.pipeline) && !other.equals(key)) {
        throw new RefusedException(
            "jack end '"
                + request.node()
                + "' is to be client '"
                + key.client
                + "' beside client '"
                + other.client
                + "' of the same pipeline; give both ends the same client and server");
      }
    }
    Shared shared = clients.get(key);
    if (shared == null) {
      shared = new Shared(JackClient.open(key.server, name, options.toggle(JackOptions.AUTOSTART)));
      try {
        shared.client.listen();
      } catch (RefusedException e) {
        shared.client.close();
        throw e;
      }
      clients.put(key, shared);
    }
    shared.ends++;
    JackEnd end =
        new JackEnd(
            request,
            shared.client,
            request.direction() == Direction.INPUT,
            patterns,
            this::released);
    try {
      requireSame(request, shared.client);
    } catch (RefusedException e) {
      released(end);
      throw e;
    }
    keepHouse();
    return end;
  }

  private static void requireSame(EndRequest request, JackClient client) throws RefusedException {
    if (!request.rate().equals(Rational.of(client.rate))) {
      throw new RefusedException(
          client.serverName()
              + " runs at "
              + client.rate
              + " Hz, the pipeline at "
              + request.rate()
              + "; set the pipeline's rate to "
              + client.rate);
    }
    if (request.period() != client.period) {
      throw new RefusedException(
          client.serverName()
              + " has a period of "
              + client.period
              + " frames, the pipeline one of "
              + request.period()
              + "; set the pipeline's period to "
              + client.period);
    }
  }

  private synchronized void released(JackEnd end) {
    for (Iterator<Shared> all = clients.values().iterator(); all.hasNext(); ) {
      Shared shared = all.next();
      if (shared.client == end.client() && --shared.ends == 0) {
        all.remove();
        shared.client.close();
      }
    }
  }

  private void keepHouse() {
    if (housekeeper == null) {
      housekeeper =
          Thread.ofPlatform()
              .daemon()
              .name("tactus-jack-housekeeper")
              .start(this::lookAfterClients);
    }
  }

  private void lookAfterClients() {
    try {
      while (true) {
        Thread.sleep(LOOK_MILLIS);
        List<JackClient> now;
        synchronized (this) {
          now = clients.values().stream().map(shared -> shared.client).toList();
        }
        now.forEach(JackClient::look);
      }
    } catch (InterruptedException e) {
      // The bundle is being stopped.
      Thread.currentThread().interrupt();
    }
  }

  /** Called by Declarative Services. */
  @Deactivate
  public synchronized void deactivate() {
    if (housekeeper != null) {
      housekeeper.interrupt();
      housekeeper = null;
    }
  }
}
