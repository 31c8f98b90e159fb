// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.event;

/** How the bytes of an event are to be read. */
public enum EventKind {
  /** A complete MIDI 1.0 message with its status byte, system exclusive included. */
  MIDI,
  /** One Universal MIDI Packet of 4 to 16 bytes in native byte order (MIDI 2.0, M2-104-UM). */
  MIDI2,
  /** An Open Sound Control 1.0 message. */
  OSC,
  /** Bytes that the vendors of both ends agree on. */
  VENDOR
}
