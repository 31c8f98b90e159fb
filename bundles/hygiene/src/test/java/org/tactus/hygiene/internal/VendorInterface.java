// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene.internal;

import java.util.function.IntConsumer;

/** An interface with code that ends the process. */
interface VendorInterface {
  default void exitByDefault() {
    System.exit(15);
  }

  default void exitByReference() {
    IntConsumer exit = System::exit;
    exit.accept(16);
  }
}
