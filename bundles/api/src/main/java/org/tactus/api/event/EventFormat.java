// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.event;

import org.tactus.api.MediaFormat;
import org.tactus.api.MediaKind;

/** The format of an event stream: there is one. Immutable; any thread. */
public record EventFormat() implements MediaFormat {

  /** The one event format. */
  public static final EventFormat INSTANCE = new EventFormat();

  @Override
  public MediaKind kind() {
    return MediaKind.EVENT;
  }

  @Override
  public String toString() {
    return "events";
  }
}
