// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal.channel;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;

/**
 * One message between the two processes. On the wire: the payload's length in four bytes, the kind
 * in one, the number of the request that it makes or answers in four (0 where there is none), most
 * significant byte first, then the payload.
 *
 * @param message what it says
 * @param request the request it makes or answers; 0 where there is none
 * @param payload its content, at most {@value #MAXIMUM_PAYLOAD} bytes
 */
public record Frame(Message message, int request, byte[] payload) {

  /** The longest payload, in bytes. */
  public static final int MAXIMUM_PAYLOAD = 1 << 20;

  private static final Message[] MESSAGES = Message.values();

  /** Writes a payload. */
  @FunctionalInterface
  public interface Content {
    /** Writes it. */
    void writeTo(DataOutputStream out) throws IOException;
  }

  /**
   * A frame with what {@code content} writes.
   *
   * @throws IOException if that is too long
   */
  public static Frame of(Message message, int request, Content content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    content.writeTo(new DataOutputStream(bytes));
    if (bytes.size() > MAXIMUM_PAYLOAD) {
      throw new IOException(
          "a message of "
              + bytes.size()
              + " bytes is longer than the "
              + MAXIMUM_PAYLOAD
              + " that the channel to an isolated bundle carries");
    }
    return new Frame(message, request, bytes.toByteArray());
  }

  /** The payload, to be read. */
  public DataInputStream content() {
    return new DataInputStream(new ByteArrayInputStream(payload));
  }

  /** Writes the whole frame with one call, so that frames of two threads need but a lock. */
  public void writeTo(DataOutputStream out) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.length + 9);
    DataOutputStream data = new DataOutputStream(bytes);
    data.writeInt(payload.length);
    data.writeByte(message.ordinal());
    data.writeInt(request);
    data.write(payload);
    bytes.writeTo(out);
    out.flush();
  }

  /**
   * Waits for the next frame. Never takes more memory than what really came, and never more than
   * the longest payload.
   *
   * @return empty if the other side ended between two frames
   * @throws IOException if it ended within one, or sent what is no frame
   */
  public static Optional<Frame> read(DataInputStream in) throws IOException {
    byte[] header = in.readNBytes(9);
    if (header.length == 0) {
      return Optional.empty();
    }
    if (header.length < 9) {
      throw new EOFException("The other side ended within a message");
    }
    DataInputStream data = new DataInputStream(new ByteArrayInputStream(header));
    int length = data.readInt();
    int kind = data.readUnsignedByte();
    int request = data.readInt();
    if (length < 0 || length > MAXIMUM_PAYLOAD || kind >= MESSAGES.length) {
      throw new IOException("The other side sent what is no message");
    }
    byte[] payload = in.readNBytes(length);
    if (payload.length < length) {
      throw new EOFException("The other side ended within a message");
    }
    return Optional.of(new Frame(MESSAGES[kind], request, payload));
  }
}
