// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal.child;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.tactus.api.Latency;
import org.tactus.api.MediaFormat;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.event.EventFormat;
import org.tactus.api.node.NodeHost;
import org.tactus.api.node.Options;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.isolation.internal.channel.Message;
import org.tactus.isolation.internal.channel.Wire;
import org.tactus.isolation.internal.exchange.BlockLayout;
import org.tactus.isolation.internal.exchange.BlockReceiver;
import org.tactus.isolation.internal.exchange.PortShape;
import org.tactus.linux.LinuxException;
import org.tactus.linux.SharedMemory;
import org.tactus.linux.ThreadScheduling;
import org.tactus.linux.Threads;

/** A processor of the vendor's, and the thread that runs it. The control thread calls. */
public final class ChildNode implements NodeHost {

  private static final long END_SECONDS = 5;
  private static final long REHEARSAL_NANOS = 300_000_000;

  private final int number;
  private final ChildServer server;
  private final ProcessorFactory factory;
  private final Options options;
  private final Processor processor;
  private final int priority;
  private ChildPreparation prepared;
  private BlockReceiver receiver;
  private Thread thread;

  ChildNode(int number, ProcessorFactory factory, Options options, int priority, ChildServer server)
      throws RefusedException {
    this.number = number;
    this.priority = priority;
    this.factory = factory;
    this.options = options;
    this.server = server;
    processor = factory.create(options);
    if (processor == null) {
      throw new RefusedException(
          "'" + factory.type().name() + "' made no processor; update its bundle");
    }
  }

  int number() {
    return number;
  }

  Processor processor() {
    return processor;
  }

  void prepare(ChildPreparation preparation) throws RefusedException {
    processor.prepare(preparation);
    prepared = preparation;
  }

  void writeLatency(DataOutputStream out) throws IOException {
    Wire.writeLatency(out, processor.latency());
    out.writeLong(processor.tail());
  }

  /**
   * Writes what {@link #attach} reads.
   *
   * @param rehearsed whether a twin of the processor runs first until it is compiled
   */
  public static void writeAttachment(
      DataOutputStream out, Path memory, BlockLayout layout, boolean rehearsed) throws IOException {
    out.writeBoolean(rehearsed);
    Wire.writeText(out, memory.toString());
    out.writeInt(layout.period());
    Wire.writeList(out, layout.inputs(), ChildNode::writeShape);
    Wire.writeList(out, layout.outputs(), ChildNode::writeShape);
    out.writeInt(layout.parameters());
    out.writeInt(layout.meters());
    out.writeLong(layout.stateBytes());
  }

  private static void writeShape(DataOutputStream out, PortShape shape) throws IOException {
    Wire.writeFormat(
        out,
        shape.isAudio() ? new AudioFormat(Rational.of(1), shape.channels()) : EventFormat.INSTANCE);
  }

  private static PortShape readShape(DataInputStream in) throws IOException {
    MediaFormat format = Wire.readFormat(in);
    return format instanceof AudioFormat audio ? new PortShape(audio.layout()) : PortShape.EVENTS;
  }

  /** Maps the memory and starts to process what comes there. */
  void attach(DataInputStream in) throws IOException {
    boolean rehearsed = in.readBoolean();
    Path path = Path.of(Wire.readText(in));
    int period = in.readInt();
    List<PortShape> inputs = Wire.readList(in, ChildNode::readShape);
    List<PortShape> outputs = Wire.readList(in, ChildNode::readShape);
    BlockLayout layout =
        new BlockLayout(period, inputs, outputs, in.readInt(), in.readInt(), in.readLong());
    MemorySegment memory;
    try (SharedMemory shared = SharedMemory.open(path, layout.bytes())) {
      memory = shared.segment();
    }
    if (rehearsed) {
      rehearse(layout);
    }
    receiver = new BlockReceiver(layout, memory, processor);
    startThread();
  }

  /** Runs a twin, so that the first blocks of this process are not late. */
  private void rehearse(BlockLayout layout) {
    try {
      Processor twin = factory.create(options);
      twin.negotiate(prepared.inputs());
      twin.prepare(prepared);
      MemorySegment memory = Arena.ofAuto().allocate(layout.bytes(), 64);
      new BlockReceiver(layout, memory, twin)
          .rehearse(
              factory.type().parameters(),
              prepared.rate().toDouble(),
              System.nanoTime() + REHEARSAL_NANOS);
      twin.release();
    } catch (RefusedException | RuntimeException | LinkageError e) {
      System.err.println("the rehearsal ended: " + e);
    }
  }

  private void startThread() {
    BlockReceiver current = receiver;
    current.begin();
    CountDownLatch ready = new CountDownLatch(1);
    thread =
        Thread.ofPlatform()
            .daemon()
            .name("tactus-node-" + number)
            .start(() -> {
              schedule();
              ready.countDown();
              Throwable thrown = current.run();
              if (thrown != null) {
                thrown.printStackTrace(System.err);
                fail(
                    "the processor threw "
                        + thrown.getClass().getSimpleName()
                        + " in its child process and is bypassed; see the log and update its"
                        + " bundle");
              }
            });
    await(ready);
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(END_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("a processing thread did not start in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void schedule() {
    if (priority == 0) {
      return;
    }
    try {
      Threads.setScheduling(0, ThreadScheduling.fifo(priority));
    } catch (LinuxException e) {
      System.err.println("a processing thread is not real-time: " + e.getMessage());
    }
  }

  boolean loadState(int version, long length) {
    if (receiver == null) {
      return false;
    }
    return processor.loadState(version, receiver.stateToLoad(length));
  }

  /** Stops the thread while the processor forgets. */
  void reset() {
    boolean running = thread != null;
    stopThread();
    processor.reset();
    if (running) {
      startThread();
    }
  }

  private void stopThread() {
    if (thread == null) {
      return;
    }
    receiver.end();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread = null;
  }

  void release() {
    stopThread();
    if (prepared != null) {
      processor.release();
    }
  }

  @Override
  public void latencyChanged() {
    Latency latency = processor.latency();
    long tail = processor.tail();
    server.notify(
        Message.LATENCY,
        out -> {
          out.writeInt(number);
          Wire.writeLatency(out, latency);
          out.writeLong(tail);
        });
  }

  @Override
  public void warn(String sentence) {
    server.notify(Message.WARN, out -> writeSentence(out, sentence));
  }

  @Override
  public void fail(String sentence) {
    server.notify(Message.FAIL, out -> writeSentence(out, sentence));
  }

  private void writeSentence(DataOutputStream out, String sentence) throws IOException {
    out.writeInt(number);
    Wire.writeSentence(out, sentence);
  }
}
