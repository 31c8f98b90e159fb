// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal;

import java.io.DataInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.tactus.api.Direction;
import org.tactus.api.Latency;
import org.tactus.api.MediaFormat;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.NodeHost;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;
import org.tactus.api.node.Preparation;
import org.tactus.api.node.StateLayout;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorType;
import org.tactus.isolation.internal.channel.Message;
import org.tactus.isolation.internal.channel.Wire;
import org.tactus.isolation.internal.child.ChildNode;
import org.tactus.isolation.internal.child.ChildPreparation;
import org.tactus.isolation.internal.exchange.BlockLayout;
import org.tactus.isolation.internal.exchange.BlockSender;
import org.tactus.isolation.internal.exchange.PortShape;
import org.tactus.linux.LinuxException;
import org.tactus.linux.Memory;
import org.tactus.linux.SharedMemory;

/**
 * Stands for a processor in a child process. In each cycle it hands in that cycle's inputs and puts
 * out what the child made of those of the cycle before, so it is one period later than the
 * processor; the cycle never waits, except in a freewheeling pipeline. When the child is lost the
 * node lives on: it is made anew in the next child with the same options, formats and the values
 * that its parameters have by then.
 */
final class IsolatedNode implements Processor {

  /** Ends the state of an isolated node: what is on its way to the output follows the child's. */
  private static final long STATE_MAGIC = 0x5461_6374_7573_4953L;

  private static final long TRAILER_BYTES = 16;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final double STATE_NANOS_PER_BYTE = 0.5;
  private static final long STATE_FIXED_NANOS = 2_000;

  private final IsolatedChild child;
  private final ProcessorType type;
  private final Options options;
  private final List<Port> inputPorts;
  private final List<Port> outputPorts;
  private final float[] values;

  private volatile Session session;
  private volatile int number;
  private List<MediaFormat> negotiated = List.of();
  private volatile NodeHost host;
  private volatile int period;
  private volatile ChildPreparation preparation;
  private OutputFade[] fades;
  private StateLayout stateLayout = StateLayout.NONE;
  private Latency upstream;
  private Latency downstream;
  private boolean released;
  private volatile Latency latency = Latency.NONE;
  private volatile long tail;
  private volatile boolean failed;

  /** Null while there is no child that could process. */
  private volatile BlockSender sender;

  // The cycle thread's own
  private BlockSender current;
  private int previous;
  private long previousTime;
  private boolean begun;
  private MemorySegment pending;

  private volatile long late;
  private volatile long periodNanos;
  private volatile long blockTimeoutNanos = Long.MAX_VALUE;

  IsolatedNode(IsolatedChild child, ProcessorType type, List<Port> ports, Options options)
      throws RefusedException {
    this.child = child;
    this.type = type;
    this.options = options;
    inputPorts = ports.stream().filter(port -> port.direction() == Direction.INPUT).toList();
    outputPorts = ports.stream().filter(port -> port.direction() == Direction.OUTPUT).toList();
    values = new float[type.parameters().size()];
    Arrays.fill(values, Float.NaN);
    child.add(this);
    try {
      ensure(child.session());
    } catch (RefusedException e) {
      child.remove(this);
      throw e;
    }
  }

  private void create(Session in) throws RefusedException {
    int index = child.index(type.name());
    number =
        in.ask(
            Message.CREATE,
            out -> IsolatedFactory.writeCreation(out, index, options),
            DataInputStream::readInt,
            child.settings().answerTimeout());
    session = in;
  }

  /** Sees that this node is there in a session: one that missed a restart is made anew. */
  synchronized void ensure(Session in) throws RefusedException {
    if (session != in && !released) {
      restore(in);
    }
  }

  @Override
  public List<MediaFormat> negotiate(List<MediaFormat> inputs) throws RefusedException {
    Session in = child.session();
    synchronized (this) {
      ensure(in);
      List<MediaFormat> outputs = negotiate(in, inputs);
      negotiated = Collections.unmodifiableList(new ArrayList<>(inputs));
      return outputs;
    }
  }

  private List<MediaFormat> negotiate(Session in, List<MediaFormat> inputs)
      throws RefusedException {
    return in.ask(
        Message.NEGOTIATE,
        out -> {
          out.writeInt(number);
          Wire.writeList(out, inputs, Wire::writeFormat);
        },
        Wire::readFormats,
        child.settings().answerTimeout());
  }

  @Override
  public void prepare(Preparation given) throws RefusedException {
    Session in = child.session();
    synchronized (this) {
      prepareFirst(in, given);
    }
  }

  private void prepareFirst(Session in, Preparation given) throws RefusedException {
    host = given.host();
    period = given.period();
    ensure(in);
    for (int i = 0; i < values.length; i++) {
      values[i] = given.initialValue(i);
    }
    ChildPreparation copy = ChildPreparation.of(given, values);
    BlockSender made = prepare(in, copy, false);
    preparation = copy;
    periodNanos = given.rate().nanos(given.period());
    blockTimeoutNanos = Math.max(child.settings().blockTimeout().toNanos(), 8 * periodNanos);
    fades = new OutputFade[outputPorts.size()];
    int dry =
        inputPorts.isEmpty() || !(given.inputs().getFirst() instanceof AudioFormat audio)
            ? 0
            : audio.channels();
    for (int i = 0; i < fades.length; i++) {
      if (given.outputs().get(i) instanceof AudioFormat audio) {
        fades[i] = new OutputFade(given, audio.channels(), i == 0 ? dry : 0, latency.maximum());
      }
    }
    sender = made;
  }

  private BlockSender prepare(Session in, ChildPreparation with, boolean rehearsed)
      throws RefusedException {
    in.ask(
        Message.PREPARE,
        out -> {
          out.writeInt(number);
          with.writeTo(out);
        },
        data -> {
          readLatency(data);
          stateLayout = Wire.readStateLayout(data);
          return null;
        },
        child.settings().answerTimeout());
    BlockLayout layout;
    try {
      layout =
          new BlockLayout(
              with.period(),
              shapes(inputPorts, with.inputs()),
              shapes(outputPorts, with.outputs()),
              values.length,
              type.meters().size(),
              stateLayout.bytes());
    } catch (IllegalArgumentException e) {
      throw new RefusedException("node '" + with.node() + "': " + e.getMessage(), e);
    }
    try (SharedMemory shared = SharedMemory.create("tactus-" + type.name(), layout.bytes())) {
      lock(shared.segment());
      in.request(
          Message.ATTACH,
          out -> {
            out.writeInt(number);
            ChildNode.writeAttachment(out, shared.path(), layout, rehearsed);
          },
          child.settings().answerTimeout());
      return new BlockSender(layout, shared.segment());
    } catch (LinuxException e) {
      throw new RefusedException(
          "node '"
              + with.node()
              + "' gets no memory to share with its child process ("
              + e.getMessage()
              + "); free some",
          e);
    }
  }

  /** Fills the pages in, and locks them where that is allowed. */
  private void lock(MemorySegment memory) {
    memory.fill((byte) 0);
    try {
      Memory.lock(memory);
    } catch (LinuxException e) {
      child.logger().info("Shared memory of '{}' is not locked: {}", type.name(), e.getMessage());
    }
  }

  private static List<PortShape> shapes(List<Port> ports, List<MediaFormat> formats) {
    List<PortShape> shapes = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      shapes.add(PortShape.of(ports.get(i), i < formats.size() ? formats.get(i) : null));
    }
    return shapes;
  }

  private void readLatency(DataInputStream in) throws IOException {
    latency = Wire.readLatency(in).plus(Latency.of(period));
    tail = in.readLong();
  }

  /** The child is lost: from the next cycle on the dry signal is heard. Any thread. */
  void lost() {
    sender = null;
  }

  /** Makes the node anew in a new child. */
  private void restore(Session in) throws RefusedException {
    create(in);
    if (!negotiated.isEmpty()) {
      negotiate(in, negotiated);
    }
    if (preparation == null || failed) {
      return;
    }
    ChildPreparation now = preparation.with(values);
    Latency before = latency;
    BlockSender made = prepare(in, now, true);
    preparation = now;
    if (upstream != null) {
      tellPathLatency(in);
    }
    sender = made;
    if (!latency.equals(before)) {
      host.latencyChanged();
    }
  }

  private void tellPathLatency(Session in) throws RefusedException {
    in.request(
        Message.PATH_LATENCY,
        out -> {
          out.writeInt(number);
          Wire.writeLatency(out, upstream);
          Wire.writeLatency(out, downstream);
        },
        child.settings().answerTimeout());
  }

  @Override
  public void pathLatency(Latency newUpstream, Latency newDownstream) {
    try {
      Session in = child.session();
      synchronized (this) {
        upstream = newUpstream;
        downstream = newDownstream;
        ensure(in);
        tellPathLatency(in);
      }
    } catch (RefusedException e) {
      child.logger().info("{} is told its place later: {}", type.name(), e.getMessage());
    }
  }

  @Override
  public void reset() {
    begun = false;
    pending = null;
    current = null;
    try {
      Session in = child.session();
      synchronized (this) {
        ensure(in);
        in.request(Message.RESET, out -> out.writeInt(number), child.settings().answerTimeout());
      }
    } catch (RefusedException e) {
      child.logger().warn("{} is not reset: {}", type.name(), e.getMessage());
    }
  }

  @Override
  public Latency latency() {
    return latency;
  }

  @Override
  public long tail() {
    return tail;
  }

  @Override
  public synchronized StateLayout stateLayout() {
    BlockSender now = sender;
    if (stateLayout.bytes() == 0 || now == null) {
      return stateLayout;
    }
    now.wantState();
    long bytes = stateLayout.bytes() + pendingBytes(now.layout().period()) + TRAILER_BYTES;
    return new StateLayout(
        stateLayout.version(),
        bytes,
        STATE_FIXED_NANOS + Math.round(bytes * STATE_NANOS_PER_BYTE),
        stateLayout.replayFrames());
  }

  private long pendingBytes(int frames) {
    long bytes = 0;
    BlockSender now = sender;
    for (int i = 0; i < fades.length; i++) {
      if (fades[i] != null) {
        bytes += now.outputChannels(i) * (frames * 4L);
      }
    }
    return bytes;
  }

  /**
   * Writes the state that the child had after the last block, and that block's output, which is
   * still to be heard; 0 where the child is late.
   */
  @Override
  public long saveState(MemorySegment target) {
    BlockSender from = current;
    if (from == null || from != sender || previous == 0) {
      return 0;
    }
    long length = from.copyState(target);
    int frames = from.layout().period();
    if (length < 0 || length + TRAILER_BYTES > target.byteSize()) {
      return 0;
    }
    long at = length;
    for (int i = 0; i < fades.length; i++) {
      for (int c = 0; c < from.outputChannels(i); c++) {
        if (at + frames * 4L + TRAILER_BYTES > target.byteSize()) {
          return 0;
        }
        MemorySegment.copy(from.memory(), from.samples(previous, i, c), target, at, frames * 4L);
        at += frames * 4L;
      }
    }
    target.set(ValueLayout.JAVA_LONG_UNALIGNED, at, length);
    target.set(ValueLayout.JAVA_LONG_UNALIGNED, at + 8, STATE_MAGIC);
    return at + TRAILER_BYTES;
  }

  @Override
  public synchronized boolean loadState(int version, MemorySegment source) {
    BlockSender to = sender;
    long length = source.byteSize();
    if (to == null || length == 0) {
      return false;
    }
    MemorySegment onItsWay = null;
    long end = length - TRAILER_BYTES;
    if (end >= 0 && source.get(ValueLayout.JAVA_LONG_UNALIGNED, end + 8) == STATE_MAGIC) {
      length = source.get(ValueLayout.JAVA_LONG_UNALIGNED, end);
      if (length >= 0 && end - length == pendingBytes(to.layout().period())) {
        onItsWay = MemorySegment.ofArray(source.asSlice(length, end - length).toArray(BYTE));
      }
    }
    if (length < 0 || length > to.layout().stateBytes()) {
      return false;
    }
    MemorySegment.copy(source, 0, to.memory(), to.layout().state(0), length);
    long bytes = length;
    try {
      boolean taken =
          session.ask(
              Message.LOAD_STATE,
              out -> {
                out.writeInt(number);
                out.writeInt(version);
                out.writeLong(bytes);
              },
              DataInputStream::readBoolean,
              child.settings().answerTimeout());
      pending = taken ? onItsWay : null;
      return taken;
    } catch (RefusedException e) {
      child.logger().warn("{} takes no state: {}", type.name(), e.getMessage());
      return false;
    }
  }

  @Override
  public void process(Cycle cycle) {
    BlockSender now = sender;
    int frames = cycle.frames();
    if (fades.length > 0 && fades[0] != null && inputPorts.size() > 0) {
      AudioBlock input = cycle.audioIn(0);
      if (input != null) {
        fades[0].feed(input, frames);
      }
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = cycle.parameters().value(i);
    }
    int expected = now != null && now == current ? previous : 0;
    long time = System.nanoTime();
    int submitted = now == null ? 0 : now.submit(cycle);
    int taken = 0;
    if (expected != 0) {
      if (cycle.isFreewheeling()) {
        now.awaitCompleted(expected, time + blockTimeoutNanos);
      }
      if (now.isCompleted(expected)) {
        taken = now.threw(expected) ? 0 : expected;
      } else if (time - previousTime > periodNanos / 2) {
        // In a cycle that follows at once nobody could have been in time.
        long count = late + 1;
        late = count;
      }
    }
    if (taken != 0) {
      takeBlock(cycle, now, taken, frames);
    } else if (!begun && now != null) {
      begin(cycle, frames);
    } else {
      for (int i = 0; i < fades.length; i++) {
        if (fades[i] != null) {
          fades[i].dry(cycle.audioOut(i), frames);
        }
      }
    }
    begun = true;
    current = now;
    previous = submitted;
    previousTime = time;
  }

  private void takeBlock(Cycle cycle, BlockSender now, int taken, int frames) {
    for (int i = 0; i < fades.length; i++) {
      if (fades[i] != null) {
        fades[i].wet(cycle.audioOut(i), now, taken, i, frames);
      }
    }
    now.takeEventsAndMeters(taken, cycle);
  }

  /**
   * The first cycle: what a predecessor had on its way, or the silence that a delay begins with.
   */
  private void begin(Cycle cycle, int frames) {
    long at = 0;
    for (int i = 0; i < fades.length; i++) {
      if (fades[i] == null) {
        continue;
      }
      AudioBlock out = cycle.audioOut(i);
      if (pending == null) {
        fades[i].nothingYet(out, frames);
      } else {
        fades[i].wet(out, pending, at, frames);
        at += out.channels() * (frames * 4L);
      }
    }
    pending = null;
  }

  @Override
  public synchronized void release() {
    if (released) {
      return;
    }
    released = true;
    sender = null;
    child.remove(this);
    if (session != null && session.process().isAlive()) {
      session.tell(Message.RELEASE, out -> out.writeInt(number));
    }
  }

  /** Whether a message about node {@code of} in a session is about this. */
  boolean is(Session in, int of) {
    return session == in && number == of;
  }

  /** What the processor says of its latency. */
  void latencyChanged(DataInputStream in) throws IOException {
    readLatency(in);
    NodeHost now = host;
    if (now != null) {
      now.latencyChanged();
    }
  }

  /** What the processor, or isolation, warns of. */
  void warn(String sentence) {
    NodeHost now = host;
    if (now != null) {
      now.warn(sentence);
    }
  }

  /** The processor cannot go on. */
  void fail(String sentence) {
    failed = true;
    sender = null;
    NodeHost now = host;
    if (now != null) {
      now.fail(sentence);
    }
  }

  /** Blocks that were not there in time. */
  long late() {
    return late;
  }

  /** What hands blocks in now; null while there is none. For the watch. */
  BlockSender sender() {
    return sender;
  }

  /** How long the child may take for a block. */
  long blockTimeoutNanos() {
    return blockTimeoutNanos;
  }

  /** The node's name for an operator. */
  String label() {
    ChildPreparation now = preparation;
    return now == null ? type.name() : now.node();
  }
}
