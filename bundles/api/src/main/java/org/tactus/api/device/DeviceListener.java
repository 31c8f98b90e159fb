// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.device;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Hears of devices that come and go. Called on a thread of the provider's; the host returns soon.
 */
@ProviderType
public interface DeviceListener {

  /** A device came. */
  void added(DeviceInfo device);

  /** A device went. */
  void removed(String id);
}
