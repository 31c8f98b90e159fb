// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.device;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;
import org.tactus.api.Direction;
import org.tactus.api.MediaKind;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;

/** Opens the devices of one kind. A vendor registers it as an OSGi service. Control thread. */
@ConsumerType
public interface DeviceProvider {

  /** The word in the notation: {@code "alsa"}. */
  String type();

  /** One sentence for the operator. */
  String description();

  /** What the notation's arguments may say, in the order of the unnamed ones. */
  List<Option> options();

  /** The devices that are there now; empty where any name will do (files). */
  default List<DeviceInfo> devices() {
    return List.of();
  }

  /** Reports devices that come and go until {@link #unwatch}; does nothing where none ever does. */
  default void watch(DeviceListener listener) {}

  /** Ends {@link #watch}. */
  default void unwatch(DeviceListener listener) {}

  /**
   * The port of an end: {@code out} of a source, {@code in} of a sink, both audio by default.
   *
   * @throws RefusedException if there is no such end
   */
  default List<Port> ports(Direction direction, Options options) throws RefusedException {
    return List.of(
        direction == Direction.OUTPUT
            ? Port.output("out", MediaKind.AUDIO)
            : Port.input("in", MediaKind.AUDIO));
  }

  /**
   * What an end would want, without opening it for good.
   *
   * @throws RefusedException if the device or file is not there
   */
  default EndPreference preference(Direction direction, Options options) throws RefusedException {
    return EndPreference.ANY;
  }

  /**
   * Opens an end.
   *
   * @throws RefusedException if it is absent, busy, or cannot do what is asked
   */
  DeviceEnd open(EndRequest request) throws RefusedException;
}
