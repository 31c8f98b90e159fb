// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime.control;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/**
 * Frames over a connected socket in blocking mode. One thread may receive while others send. On the
 * wire a frame is its type in one byte, the payload's length in four bytes, most significant first,
 * and the payload; before the first frame each side sends {@link #PROTOCOL_VERSION} in one byte.
 */
public final class FrameChannel implements Closeable {
  /** The longest payload, in bytes. */
  public static final int MAXIMUM_PAYLOAD = 1 << 20;

  /** What both sides must send first. */
  public static final byte PROTOCOL_VERSION = 1;

  private static final int HEADER_BYTES = 5;
  private static final FrameType[] TYPES = FrameType.values();

  private final SocketChannel socket;

  private FrameChannel(SocketChannel socket) {
    this.socket = socket;
  }

  /**
   * Agrees on the protocol with the other side.
   *
   * @param socket connected, in blocking mode; closed with the result
   * @throws IOException if the other side speaks another version or is gone
   */
  public static FrameChannel open(SocketChannel socket) throws IOException {
    FrameChannel channel = new FrameChannel(socket);
    channel.write(ByteBuffer.wrap(new byte[] {PROTOCOL_VERSION}));
    ByteBuffer version = ByteBuffer.allocate(1);
    if (!channel.fill(version)) {
      throw new EOFException("The other side closed the control socket");
    }
    if (version.get(0) != PROTOCOL_VERSION) {
      throw new IOException(
          "The other side speaks version "
              + version.get(0)
              + " of the control protocol, this one version "
              + PROTOCOL_VERSION);
    }
    return channel;
  }

  /** Sends a frame whole; waits while the other side does not read. */
  public void send(Frame frame) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + frame.payload().length);
    bytes.put((byte) frame.type().ordinal()).putInt(frame.payload().length);
    write(bytes.put(frame.payload()).flip());
  }

  /**
   * Waits for the next frame.
   *
   * @return empty if the other side closed the connection between two frames
   * @throws IOException if it closed within one, or sent what is no frame
   */
  public Optional<Frame> receive() throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    if (!fill(header)) {
      return Optional.empty();
    }
    int type = header.flip().get();
    int length = header.getInt();
    if (type < 0 || type >= TYPES.length || length < 0 || length > MAXIMUM_PAYLOAD) {
      throw new IOException("The other side sent what is no frame of the control protocol");
    }
    ByteBuffer payload = ByteBuffer.allocate(length);
    if (!fill(payload) && length > 0) {
      throw new EOFException("The control socket was closed within a frame");
    }
    return Optional.of(new Frame(TYPES[type], payload.array()));
  }

  /** A stream whose every write is sent as a frame of the given type. Closing it does nothing. */
  public OutputStream stream(FrameType type) {
    return new FrameStream(type);
  }

  /** Closes the socket; a thread that waits in {@link #receive} or {@link #send} fails. */
  @Override
  public void close() throws IOException {
    socket.close();
  }

  private synchronized void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int written = socket.write(bytes);
      if (written < 0) {
        throw new EOFException("The other side closed the control socket");
      }
    }
  }

  /** False if the stream ended before the first byte. */
  private boolean fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (socket.read(buffer) < 0) {
        if (buffer.position() == 0) {
          return false;
        }
        throw new EOFException("The control socket was closed within a frame");
      }
    }
    return true;
  }

  private final class FrameStream extends OutputStream {
    private final FrameType type;

    FrameStream(FrameType type) {
      this.type = type;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      for (int sent = 0; sent < length; ) {
        byte[] payload = new byte[Math.min(length - sent, MAXIMUM_PAYLOAD)];
        System.arraycopy(bytes, offset + sent, payload, 0, payload.length);
        send(new Frame(type, payload));
        sent += payload.length;
      }
    }
  }
}
