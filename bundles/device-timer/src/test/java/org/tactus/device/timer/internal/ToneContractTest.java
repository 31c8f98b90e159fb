// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.timer.internal;

import org.tactus.api.device.DeviceProvider;
import org.tactus.contract.junit.DeviceContractTest;

class ToneContractTest extends DeviceContractTest {

  @Override
  protected DeviceProvider provider() {
    return new ToneProvider();
  }
}
