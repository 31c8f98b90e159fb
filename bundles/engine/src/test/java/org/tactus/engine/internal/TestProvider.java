// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.tactus.api.Direction;
import org.tactus.api.RefusedException;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.device.EndPreference;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;

/** A provider that a test fills in; it keeps what it opened. */
final class TestProvider implements DeviceProvider {

  /** Opens an end, or refuses. */
  interface Opening {
    TestEnd open(EndRequest request) throws RefusedException;
  }

  final List<TestEnd> opened = new CopyOnWriteArrayList<>();
  EndPreference preference = EndPreference.ANY;
  Consumer<TestEnd> onOpen = _ -> {};
  private final String type;
  private final Direction only;
  private final List<Option> options;
  private final Opening opening;

  TestProvider(String type, Direction only, List<Option> options, Opening opening) {
    this.type = type;
    this.only = only;
    this.options = options;
    this.opening = opening;
  }

  /** Opens an end as this provider does, for another one. */
  TestEnd makeLike(EndRequest request) throws RefusedException {
    return opening.open(request);
  }

  /** The end that the node of that name got last. */
  TestEnd of(String node) {
    return opened.stream()
        .filter(end -> end.request.node().equals(node))
        .reduce((_, later) -> later)
        .orElseThrow();
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public String description() {
    return "for tests";
  }

  @Override
  public List<Option> options() {
    return options;
  }

  @Override
  public List<Port> ports(Direction direction, Options given) throws RefusedException {
    if (direction != only) {
      throw new RefusedException("'" + type + "' stands at the other end of a chain; turn it");
    }
    return DeviceProvider.super.ports(direction, given);
  }

  @Override
  public EndPreference preference(Direction direction, Options given) {
    return preference;
  }

  @Override
  public DeviceEnd open(EndRequest request) throws RefusedException {
    TestEnd end = opening.open(request);
    onOpen.accept(end);
    opened.add(end);
    return end;
  }
}
