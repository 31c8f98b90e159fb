// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.ValueLayout;

/** The layout of a sample. */
final class Samples {

  static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  private Samples() {}
}
