// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.tactus.api.RefusedException;
import org.tactus.api.processor.ProcessorType;
import org.tactus.isolation.internal.channel.Frame;
import org.tactus.isolation.internal.channel.Message;
import org.tactus.isolation.internal.channel.Wire;
import org.tactus.isolation.internal.child.ChildMain;

/** One life of a child process, seen from the parent. Control threads call. */
final class Session {

  /** Takes what the child says unasked. */
  interface Listener {
    /** Called on the session's own thread, with one of WARN, FAIL and LATENCY. */
    void notified(Session session, Frame frame) throws IOException;
  }

  private static final long ENDING_MILLIS = 500;

  private final String name;
  private final Process process;
  private final SocketChannel socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final Listener listener;
  private final Map<Integer, CompletableFuture<Frame>> pending = new ConcurrentHashMap<>();
  private final AtomicInteger lastRequest = new AtomicInteger();
  private final CompletableFuture<List<ProcessorType>> hello = new CompletableFuture<>();
  private final ReentrantLock sending = new ReentrantLock();
  private volatile String killReason;
  private volatile IOException sendFailure;
  private volatile long lastHeard = System.nanoTime();

  Session(String name, Process process, SocketChannel socket, Listener listener) {
    this.name = name;
    this.process = process;
    this.socket = socket;
    this.listener = listener;
    in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(socket)));
    out = new DataOutputStream(Channels.newOutputStream(socket));
    Thread.ofPlatform().daemon().name("tactus-isolation-" + process.pid()).start(this::receive);
  }

  Process process() {
    return process;
  }

  /** Waits for the child's first words. */
  List<ProcessorType> awaitTypes(Duration timeout) throws RefusedException {
    try {
      return hello.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      kill("did not start in time");
      throw new RefusedException(
          "isolated bundle '"
              + name
              + "' did not start within "
              + timeout.toSeconds()
              + " s; update it, or raise timeout.startSeconds in org.tactus.isolation",
          e);
    } catch (ExecutionException e) {
      throw new RefusedException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException("starting isolated bundle '" + name + "' was interrupted", e);
    }
  }

  private void receive() {
    String end = "closed the channel";
    try {
      for (Optional<Frame> next = Frame.read(in); next.isPresent(); next = Frame.read(in)) {
        lastHeard = System.nanoTime();
        take(next.get());
      }
    } catch (IOException e) {
      end = e.getMessage();
    }
    String reason = sendFailure == null ? end : end + " (" + sendFailure + ")";
    RefusedException gone =
        new RefusedException("isolated bundle '" + name + "' is gone (" + reason + "); try again");
    hello.completeExceptionally(gone);
    // What is added meanwhile finds the channel closed.
    closeSocket();
    pending.values().forEach(future -> future.completeExceptionally(gone));
    killUnlessEnding(reason);
  }

  /** A process that ends closes its channel a moment before, and then tells more by its status. */
  private void killUnlessEnding(String reason) {
    try {
      if (!process.waitFor(ENDING_MILLIS, TimeUnit.MILLISECONDS)) {
        kill(reason);
      }
    } catch (InterruptedException e) {
      kill(reason);
      Thread.currentThread().interrupt();
    }
  }

  private void take(Frame frame) throws IOException {
    switch (frame.message()) {
      case HELLO -> hello.complete(Wire.read(frame, this::readHello));
      case UNABLE ->
          hello.completeExceptionally(new RefusedException(Wire.read(frame, Wire::readText)));
      case RESULT, REFUSAL -> {
        CompletableFuture<Frame> future = pending.remove(frame.request());
        if (future != null) {
          future.complete(frame);
        }
      }
      case WARN, FAIL, LATENCY -> listener.notified(this, frame);
      default -> throw new IOException("it sent " + frame.message() + ", which is a request");
    }
  }

  private List<ProcessorType> readHello(DataInputStream data) throws IOException {
    int version = data.readUnsignedByte();
    long pid = data.readLong();
    if (version != ChildMain.PROTOCOL_VERSION || pid != process.pid()) {
      throw new IOException("who connected is not the child process");
    }
    return Wire.readList(data, Wire::readType);
  }

  /**
   * Asks and waits for the answer.
   *
   * @throws RefusedException if the child refuses, is gone, or does not answer in time; then it is
   *     killed, since its control thread hangs
   */
  Frame request(Message message, Frame.Content content, Duration timeout) throws RefusedException {
    CompletableFuture<Frame> future = new CompletableFuture<>();
    int number = lastRequest.incrementAndGet();
    try {
      Frame frame = Frame.of(message, number, content);
      pending.put(number, future);
      send(frame);
    } catch (IOException e) {
      pending.remove(number);
      throw new RefusedException("isolated bundle '" + name + "': " + e.getMessage(), e);
    }
    try {
      Frame answer = future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (answer.message() == Message.REFUSAL) {
        throw new RefusedException(Wire.read(answer, Wire::readText));
      }
      return answer;
    } catch (TimeoutException e) {
      kill("did not answer " + message + " within " + timeout.toSeconds() + " s");
      throw new RefusedException(
          "isolated bundle '"
              + name
              + "' did not answer within "
              + timeout.toSeconds()
              + " s and is restarted; update it, or raise timeout.answerSeconds in"
              + " org.tactus.isolation",
          e);
    } catch (ExecutionException e) {
      throw new RefusedException(e.getCause().getMessage(), e.getCause());
    } catch (IOException e) {
      throw unreadable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException("asking isolated bundle '" + name + "' was interrupted", e);
    } finally {
      pending.remove(number);
    }
  }

  /** Asks and reads the answer. */
  <T> T ask(Message message, Frame.Content content, Wire.Reader<T> reader, Duration timeout)
      throws RefusedException {
    Frame answer = request(message, content, timeout);
    try {
      return Wire.read(answer, reader);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private RefusedException unreadable(IOException e) {
    kill("sent what cannot be read");
    return new RefusedException(
        "isolated bundle '" + name + "' sent what cannot be read and is restarted; update it", e);
  }

  /** Says something without waiting for an answer; a child that is gone need not hear it. */
  void tell(Message message, Frame.Content content) {
    try {
      send(Frame.of(message, 0, content));
    } catch (IOException e) {
      // The receiving thread finds the channel ended and sees to it.
      sendFailure = e;
    }
  }

  private void send(Frame frame) throws IOException {
    sending.lock();
    try {
      frame.writeTo(out);
    } finally {
      sending.unlock();
    }
  }

  /** Asks for a sign of life, unless someone is sending. */
  void ping() {
    if (sending.tryLock()) {
      try {
        new Frame(Message.PING, 0, new byte[0]).writeTo(out);
      } catch (IOException e) {
        // The receiving thread finds the channel ended and sees to it.
        sendFailure = e;
      } finally {
        sending.unlock();
      }
    }
  }

  /** When the child was heard last, on the scale of System.nanoTime(). */
  long lastHeard() {
    return lastHeard;
  }

  /** Ends the process at once. */
  void kill(String reason) {
    if (killReason == null) {
      killReason = reason;
    }
    process.destroyForcibly();
  }

  /** Why it was killed by us; null if it was not. */
  String killReason() {
    return killReason;
  }

  /** Ends the process in good order, and by force where it does not end in time. */
  void end(Duration timeout) {
    killReason = "was closed";
    tell(Message.END, _ -> {});
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    closeSocket();
  }

  private void closeSocket() {
    try {
      socket.close();
    } catch (IOException e) {
      // The descriptor is gone either way.
      killReason = killReason == null ? e.getMessage() : killReason;
    }
  }
}
