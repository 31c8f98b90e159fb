// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import java.util.List;
import org.tactus.api.node.Contract;
import org.tactus.api.node.Port;

/**
 * A type that a bundle's service offers. Holds nothing of the bundle's own classes.
 *
 * @param serviceId the {@code service.id}
 * @param kind of the service
 * @param type the word in the notation
 * @param version as the factory declares it; empty for a device or codec
 * @param contract what a cycle costs at most
 * @param ports with default options; empty where those do not suffice
 */
record Offer(
    long serviceId, Kind kind, String type, String version, Contract contract, List<Port> ports) {

  /** The kinds of services that make nodes or coders. */
  enum Kind {
    PROCESSOR,
    DEVICE,
    CODEC
  }

  Offer {
    ports = List.copyOf(ports);
  }

  /** As {@code type@version}. */
  String title() {
    return version.isEmpty() ? type : type + "@" + version;
  }
}
