// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The size of the terminal at the client's end.
 *
 * @param columns characters in a line, 1 to 65535
 * @param rows lines, 1 to 65535
 */
public record TerminalSize(int columns, int rows) {
  private static final int BYTES = 4;

  /** Checks the ranges. */
  public TerminalSize {
    if (columns < 1 || columns > 0xFFFF || rows < 1 || rows > 0xFFFF) {
      throw new IllegalArgumentException(
          "A terminal of " + columns + " columns and " + rows + " rows is none");
    }
  }

  /** The request for an interactive shell on a terminal of this size and the given type. */
  public Frame console(String terminalType) {
    byte[] type = terminalType.getBytes(StandardCharsets.UTF_8);
    return new Frame(
        FrameType.CONSOLE, encode(ByteBuffer.allocate(BYTES + type.length)).put(type).array());
  }

  /** The message that the terminal now has this size. */
  public Frame resize() {
    return new Frame(FrameType.RESIZE, encode(ByteBuffer.allocate(BYTES)).array());
  }

  private ByteBuffer encode(ByteBuffer buffer) {
    return buffer.putShort((short) columns).putShort((short) rows);
  }

  /**
   * Reads the size from a {@link FrameType#CONSOLE} or {@link FrameType#RESIZE} frame.
   *
   * @throws IOException if the frame holds none
   */
  public static TerminalSize of(Frame frame) throws IOException {
    if (frame.payload().length < BYTES) {
      throw new IOException("A " + frame.type() + " frame holds no terminal size");
    }
    ByteBuffer buffer = ByteBuffer.wrap(frame.payload());
    try {
      return new TerminalSize(
          Short.toUnsignedInt(buffer.getShort()), Short.toUnsignedInt(buffer.getShort()));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * The terminal's type in a {@link FrameType#CONSOLE} frame, for example {@code xterm-256color}.
   */
  public static String terminalType(Frame frame) {
    byte[] payload = frame.payload();
    return new String(payload, BYTES, payload.length - BYTES, StandardCharsets.UTF_8);
  }
}
