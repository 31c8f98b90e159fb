// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime.control;

/** What a frame on the control socket carries. The order is part of the protocol. */
public enum FrameType {
  /** Client: a shell command, as text. */
  EXECUTE,
  /**
   * Client: open an interactive shell; the payload is a {@link TerminalSize}, then the terminal's
   * type.
   */
  CONSOLE,
  /** Client: bytes that were typed. */
  INPUT,
  /** Client: the terminal has another {@link TerminalSize}. */
  RESIZE,
  /** Server: bytes for standard output. */
  OUTPUT,
  /** Server: bytes for standard error. */
  ERROR,
  /** Server: the last frame; the payload is the exit status in one byte. */
  EXIT
}
