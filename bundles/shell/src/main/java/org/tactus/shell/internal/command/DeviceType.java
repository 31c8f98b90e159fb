// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.util.List;
import org.tactus.api.device.DeviceInfo;
import org.tactus.api.node.Option;

/**
 * The devices of one type.
 *
 * @param name the word in the notation
 * @param description one sentence
 * @param options what the notation's arguments may say
 * @param devices those that are there now; empty where any name will do
 */
public record DeviceType(
    String name, String description, List<Option> options, List<DeviceInfo> devices) {

  /** Copies the lists. */
  public DeviceType {
    options = List.copyOf(options);
    devices = List.copyOf(devices);
  }
}
