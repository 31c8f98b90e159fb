// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.alsa.internal;

import org.tactus.api.RefusedException;

/** Somebody else, or another end of ours, has the device open. */
final class DeviceBusyException extends RefusedException {

  private static final long serialVersionUID = 1L;

  DeviceBusyException(String sentence) {
    super(sentence);
  }
}
