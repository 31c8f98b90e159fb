// SPDX-License-Identifier: Apache-2.0
package org.tactus.api;

/** What flows through a port. */
public enum MediaKind {
  /** Blocks of planar 32-bit float samples. */
  AUDIO,
  /** Control and MIDI events with a frame offset. */
  EVENT,
  /** Encoded packets. */
  PACKET,
  /** Pictures. */
  VIDEO
}
