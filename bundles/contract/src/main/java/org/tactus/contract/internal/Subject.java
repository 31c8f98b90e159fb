// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

/** What is tested. One thread at a time. */
public interface Subject {

  /** The word in the notation. */
  String name();

  /** The call into the vendor's code that was begun last. */
  String calling();
}
