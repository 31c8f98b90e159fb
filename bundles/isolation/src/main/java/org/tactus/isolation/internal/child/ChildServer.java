// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal.child;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Options;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.isolation.internal.channel.Frame;
import org.tactus.isolation.internal.channel.Message;
import org.tactus.isolation.internal.channel.Wire;

/**
 * Answers the parent. Requests run one after the other on one thread, as a node's control thread
 * must be; whether the process is there is answered even while one of them hangs.
 */
final class ChildServer {

  private final ChildFramework framework;
  private final int priority;
  private final DataOutputStream out;
  private final Map<Integer, ChildNode> nodes = new ConcurrentHashMap<>();
  private final ExecutorService control =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("tactus-control").factory());
  private int lastNode;

  ChildServer(ChildFramework framework, int priority, DataOutputStream out) {
    this.framework = framework;
    this.priority = priority;
    this.out = out;
  }

  /** Serves until the parent says to end, or is gone. */
  void serve(DataInputStream in) throws IOException {
    for (Optional<Frame> next = Frame.read(in); next.isPresent(); next = Frame.read(in)) {
      Frame frame = next.get();
      switch (frame.message()) {
        case END -> {
          return;
        }
        case PING -> send(Frame.of(Message.RESULT, frame.request(), _ -> {}));
        default -> control.execute(() -> answer(frame));
      }
    }
  }

  void send(Frame frame) throws IOException {
    synchronized (out) {
      frame.writeTo(out);
    }
  }

  /** Sends what nobody asked for; where that fails the parent is gone, and so is this process. */
  void notify(Message message, Frame.Content content) {
    try {
      send(Frame.of(message, 0, content));
    } catch (IOException e) {
      System.err.println("the parent cannot be told " + message + ": " + e.getMessage());
    }
  }

  private void answer(Frame frame) {
    Frame answer;
    try {
      answer = Frame.of(Message.RESULT, frame.request(), handle(frame));
    } catch (RefusedException e) {
      answer = refusal(frame, e.getMessage());
    } catch (IOException | RuntimeException | LinkageError | AssertionError e) {
      e.printStackTrace(System.err);
      answer =
          refusal(
              frame,
              "the isolated bundle failed with "
                  + e.getClass().getSimpleName()
                  + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")")
                  + "; see the log and update it");
    }
    try {
      send(answer);
    } catch (IOException e) {
      System.err.println("the parent cannot be answered: " + e.getMessage());
    }
  }

  private static Frame refusal(Frame frame, String sentence) {
    try {
      return Frame.of(Message.REFUSAL, frame.request(), data -> Wire.writeSentence(data, sentence));
    } catch (IOException e) {
      throw new IllegalStateException("a sentence fits a message", e);
    }
  }

  private Frame.Content handle(Frame frame) throws IOException, RefusedException {
    return switch (frame.message()) {
      case PORTS -> {
        Creation creation = Wire.read(frame, this::readCreation);
        var ports = creation.factory.ports(creation.options);
        yield data -> Wire.writeList(data, ports, Wire::writePort);
      }
      case CREATE -> {
        Creation creation = Wire.read(frame, this::readCreation);
        int number = ++lastNode;
        nodes.put(
            number, new ChildNode(number, creation.factory, creation.options, priority, this));
        yield data -> data.writeInt(number);
      }
      case NEGOTIATE -> {
        DataInputStream in = frame.content();
        ChildNode node = node(in);
        var outputs = node.processor().negotiate(Wire.readFormats(in));
        yield data -> Wire.writeList(data, outputs, Wire::writeFormat);
      }
      case PREPARE -> {
        DataInputStream in = frame.content();
        ChildNode node = node(in);
        node.prepare(ChildPreparation.read(in, node));
        yield data -> {
          node.writeLatency(data);
          Wire.writeStateLayout(data, node.processor().stateLayout());
        };
      }
      case ATTACH -> {
        DataInputStream in = frame.content();
        node(in).attach(in);
        yield _ -> {};
      }
      case LOAD_STATE -> {
        DataInputStream in = frame.content();
        ChildNode node = node(in);
        boolean taken = node.loadState(in.readInt(), in.readLong());
        yield data -> data.writeBoolean(taken);
      }
      case RESET -> {
        node(frame.content()).reset();
        yield _ -> {};
      }
      case PATH_LATENCY -> {
        DataInputStream in = frame.content();
        ChildNode node = node(in);
        node.processor().pathLatency(Wire.readLatency(in), Wire.readLatency(in));
        yield _ -> {};
      }
      case RELEASE -> {
        ChildNode node = node(frame.content());
        nodes.remove(node.number());
        node.release();
        yield _ -> {};
      }
      case HELLO, UNABLE, RESULT, REFUSAL, WARN, FAIL, LATENCY, PING, END ->
          throw new IOException("The parent sent " + frame.message() + ", which is no request");
    };
  }

  private record Creation(ProcessorFactory factory, Options options) {}

  private Creation readCreation(DataInputStream in) throws IOException {
    int index = in.readUnsignedShort();
    if (index >= framework.types().size()) {
      throw new IOException("The parent asked for factory " + index + ", which is not there");
    }
    return new Creation(framework.factory(index), Wire.readOptions(in));
  }

  private ChildNode node(DataInputStream in) throws IOException {
    int number = in.readInt();
    ChildNode node = nodes.get(number);
    if (node == null) {
      throw new IOException("The parent asked for node " + number + ", which is not there");
    }
    return node;
  }
}
