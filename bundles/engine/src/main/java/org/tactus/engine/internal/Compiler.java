// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.tactus.api.Latency;
import org.tactus.api.MediaFormat;
import org.tactus.api.MediaKind;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.api.clock.Clock;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Node;
import org.tactus.api.node.Port;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.engine.PipelineSpecification;
import org.tactus.notation.Element;

/**
 * Makes a plan from a graph: resolves, settles, creates or keeps nodes, negotiates, prepares,
 * aligns, assigns blocks and threads. All or nothing: where it refuses, what it made is released.
 */
final class Compiler {

  /**
   * A plan and what became of the nodes.
   *
   * @param created made by this compilation; device ends among them are not started
   * @param retired of the previous plan and not in this one
   * @param clock what starts the cycles, or null for the engine's timer
   */
  record Compiled(
      Plan plan, List<Instance> created, List<Instance> retired, Clock clock, Settlement settled) {

    /** The same, once the retired are released: nobody holds them and their bundles any longer. */
    Compiled withoutRetired() {
      return new Compiled(plan, created, List.of(), clock, settled);
    }
  }

  /**
   * New code for a node.
   *
   * @param definition what the graph says of the node from now on
   * @param provider the factory or provider that gives the new code
   * @param transition leads from the old code to the new on the cycle
   */
  record Replacement(Element.Definition definition, Object provider, Transition transition) {}

  private final PipelineSpecification specification;
  private final Registry registry;
  private final Map<String, Instance> previous;
  private final Settlement kept;
  private final Memory memory;
  private final Runnable onLatencyChange;
  private final List<Vertex> created = new ArrayList<>();

  /** The node whose code is being replaced, or null. */
  private Replacement replacement;

  private Predicate<String> deferred = _ -> false;
  private ResolvedGraph graph;
  private Settlement settled;

  private Assembly assembly;

  /** The node at work, to be named if its code fails. */
  private Vertex current;

  /**
   * One compilation.
   *
   * @param previous the instances that run now, by name
   * @param kept the rate and period that run now, or null when nothing does
   */
  Compiler(
      PipelineSpecification specification,
      Registry registry,
      Map<String, Instance> previous,
      Settlement kept,
      Memory memory,
      Runnable onLatencyChange) {
    this.specification = specification;
    this.registry = registry;
    this.previous = previous;
    this.kept = kept;
    this.memory = memory;
    this.onLatencyChange = onLatencyChange;
  }

  /** Lets the nodes of these names run one period behind. */
  Compiler deferring(Predicate<String> names) {
    deferred = names;
    return this;
  }

  /** Compiles with real devices. */
  Compiled compile(long generation) throws RefusedException {
    try {
      graph = ResolvedGraph.of(specification.graph(), registry, previous, replacedName());
      settled = settle();
      create();
      prepare();
      return finish(generation);
    } catch (RefusedException e) {
      undo(e);
      throw e;
    } catch (RuntimeException | LinkageError e) {
      undo(e);
      throw new RefusedException(
          (current == null
                  ? "a node of pipeline '" + specification.name() + "'"
                  : "node '" + current.name() + "' (" + current.definition.type() + ")")
              + " failed to get ready with "
              + e.getClass().getSimpleName()
              + "; see the log and update its bundle",
          e);
    }
  }

  /** Compiles a plan in which the old and the new code of a node run side by side. */
  Compiled compile(long generation, Replacement wanted) throws RefusedException {
    replacement = wanted;
    return compile(generation);
  }

  /** Compiles a twin that warms up: its processors are new, its devices make noise and discard. */
  static Compiled twin(
      Compiled live,
      PipelineSpecification specification,
      Registry registry,
      Replacement replacement,
      Memory memory)
      throws RefusedException {
    Compiler compiler =
        new Compiler(specification, registry, Map.of(), live.settled, memory, () -> {});
    compiler.replacement = replacement;
    Map<String, Instance> originals = instances(live.plan);
    compiler.graph =
        ResolvedGraph.of(specification.graph(), registry, originals, compiler.replacedName());
    compiler.settled = live.settled;
    try {
      compiler.createTwins(originals);
      compiler.prepare();
      return compiler.finish(0);
    } catch (RefusedException | RuntimeException | LinkageError e) {
      compiler.undo(e);
      throw e;
    }
  }

  static Map<String, Instance> instances(Plan plan) {
    Map<String, Instance> instances = new HashMap<>();
    plan.instances.forEach(instance -> instances.put(instance.name, instance));
    return instances;
  }

  private Settlement settle() throws RefusedException {
    if (kept == null) {
      return Settlement.of(specification, graph.vertices);
    }
    // A pipeline that runs keeps its rate and period, and its clock while that is there.
    List<Vertex> present = graph.vertices.stream().filter(v -> v.provider != null).toList();
    String clock = specification.clock();
    boolean clockAway =
        clock != null
            && graph.vertices.stream()
                .anyMatch(v ->
                    v.provider == null
                        && (v.name().equals(clock) || v.definition.type().equals(clock)));
    PipelineSpecification fixed =
        specification.withClockwork(kept.rate(), kept.period(), clockAway ? "timer" : clock);
    return Settlement.of(fixed, present);
  }

  private void create() throws RefusedException {
    for (Vertex vertex : graph.formatOrder) {
      current = vertex;
      Instance old = previous.get(vertex.name());
      if (old != null && fits(vertex, old)) {
        vertex.instance = old;
        continue;
      }
      vertex.instance = newInstance(vertex, null);
      if (old != null) {
        vertex.instance.guard.follow(old.guard);
      }
      if (vertex.provider == null) {
        vertex.instance.inputFormats = old.inputFormats;
        vertex.instance.outputFormats = old.outputFormats;
        vertex.instance.end = old.end;
        vertex.instance.fail(
            "the bundle of '"
                + vertex.definition.type()
                + "' is away; start it to have node '"
                + vertex.name()
                + "' back");
        continue;
      }
      vertex.isNew = true;
      vertex.instance.node = open(vertex);
      created.add(vertex);
      negotiate(vertex);
    }
    verifyLoops();
    if (replacement != null) {
      createSuccessor();
    }
  }

  private void createSuccessor() throws RefusedException {
    Vertex vertex = replaced();
    Vertex successor = successorOf(vertex);
    current = successor;
    successor.isNew = true;
    successor.instance.startsLater = replacement.transition.manner() == Transition.Manner.RELAY;
    successor.instance.node = open(successor);
    created.add(successor);
    negotiate(successor);
    if (!successor.instance.outputFormats.equals(vertex.instance.outputFormats)) {
      throw new RefusedException(
          "the new code of node '"
              + vertex.name()
              + "' gives "
              + successor.instance.outputFormats
              + " where the old one gives "
              + vertex.instance.outputFormats
              + "; stop the pipeline to take it");
    }
  }

  private String replacedName() {
    return replacement == null ? null : replacement.definition.node();
  }

  private Vertex replaced() {
    return graph.vertices.stream()
        .filter(vertex -> vertex.name().equals(replacedName()))
        .findFirst()
        .orElseThrow();
  }

  private Vertex successorOf(Vertex vertex) throws RefusedException {
    Vertex successor =
        ResolvedGraph.resolve(
            replacement.definition,
            replacement.provider,
            vertex.role == Instance.Role.SINK,
            vertex.role == Instance.Role.SOURCE);
    if (successor.role != vertex.role || !successor.ports.equals(vertex.ports)) {
      throw new RefusedException(
          "the new code of node '"
              + vertex.name()
              + "' has the ports "
              + portNames(successor)
              + " where the old one has "
              + portNames(vertex)
              + "; stop the pipeline to take it");
    }
    if (vertex.closesLoop() && !successor.closesLoops) {
      throw new RefusedException(
          "node '"
              + vertex.name()
              + "' closes a loop, which its new code cannot; stop the pipeline to take it");
    }
    System.arraycopy(vertex.in, 0, successor.in, 0, vertex.in.length);
    vertex.successor = successor;
    successor.instance = newInstance(successor, vertex.instance.slot);
    successor.instance.isClock = vertex.instance.isClock;
    successor.instance.end = vertex.instance.end;
    return successor;
  }

  private static String portNames(Vertex vertex) {
    return vertex.ports.stream()
        .map(port -> port.direction().name().toLowerCase(Locale.ROOT) + " " + port.name())
        .collect(Collectors.joining(", "));
  }

  private boolean fits(Vertex vertex, Instance old) {
    boolean isWell = old.failure.isEmpty() && old.guard.fault() == Fault.NONE;
    return old.node != null
        && (isWell || vertex.name().equals(replacedName()))
        && old.type.equals(vertex.definition.type())
        && old.role == vertex.role
        && old.provider == vertex.provider
        && old.options.equals(vertex.options)
        && old.parameters.descriptors().equals(vertex.parameters)
        && old.feedbackFrames == feedbackFrames(vertex)
        && old.deferredFrames == deferredFrames(vertex)
        && (loopInputUnknown(vertex) || old.inputFormats.equals(vertex.inputFormats()))
        && (old.isClock == (settled.clock() == vertex));
  }

  private static boolean loopInputUnknown(Vertex vertex) {
    for (Vertex.Edge edge : vertex.in) {
      if (edge != null && edge.from.instance == null) {
        return true;
      }
    }
    return false;
  }

  /** Sources, sinks and what closes a loop keep their time whatever the ladder says. */
  private int deferredFrames(Vertex vertex) {
    return vertex.role == Instance.Role.PROCESSOR
            && !vertex.closesLoop()
            && !specification.freewheel()
            && deferred.test(vertex.name())
        ? settled.period()
        : 0;
  }

  private int feedbackFrames(Vertex vertex) {
    return vertex.closesLoop() ? settled.period() : 0;
  }

  /**
   * An instance without its node.
   *
   * @param slot the place that it takes over, or null for one of its own
   */
  private Instance newInstance(Vertex vertex, Slot slot) {
    Instance instance =
        new Instance(
            vertex.name(),
            vertex.definition.type(),
            vertex.role,
            vertex.options,
            vertex.provider,
            vertex.ports,
            new ParameterBank(vertex.parameters, vertex.values, settled.rate()),
            new MeterBank(vertex.meters),
            onLatencyChange,
            slot);
    instance.feedbackFrames = feedbackFrames(vertex);
    instance.isClock = settled.clock() == vertex;
    instance.deferredFrames = deferredFrames(vertex);
    return instance;
  }

  private Node open(Vertex vertex) throws RefusedException {
    return switch (vertex.provider) {
      case ProcessorFactory factory -> factory.create(vertex.options);
      case DeviceProvider provider ->
          provider.open(
              new EndRequest(
                  specification.name(),
                  vertex.name(),
                  Settlement.direction(vertex),
                  vertex.options,
                  settled.rate(),
                  settled.period()));
      default -> throw new IllegalStateException("no provider of " + vertex.name());
    };
  }

  private void negotiate(Vertex vertex) throws RefusedException {
    List<MediaFormat> inputs = vertex.inputFormats();
    List<MediaFormat> outputs = vertex.instance.node.negotiate(inputs);
    if (outputs.size() < vertex.outputs.size()) {
      throw new RefusedException(
          "output '"
              + vertex.outputs.get(outputs.size()).name()
              + "' of '"
              + vertex.name()
              + "' has no format; link its inputs");
    }
    for (int i = 0; i < vertex.outputs.size(); i++) {
      MediaFormat format = outputs.get(i);
      Port port = vertex.outputs.get(i);
      if (format == null || format.kind() != port.kind()) {
        throw new RefusedException(
            "output '"
                + port.name()
                + "' of '"
                + vertex.name()
                + "' has no format; link its inputs");
      }
      if (format instanceof AudioFormat audio && !audio.rate().equals(settled.rate())) {
        throw new RefusedException(
            "node '"
                + vertex.name()
                + "' has a rate of "
                + audio.rate()
                + " Hz but the pipeline runs at "
                + settled.rate()
                + " Hz; set the rate of the pipeline or of the node");
      }
    }
    vertex.instance.inputFormats = inputs;
    vertex.instance.outputFormats = outputs.subList(0, vertex.outputs.size());
  }

  /** A node on a loop was negotiated before its way back was known: ask again, and agree. */
  private void verifyLoops() throws RefusedException {
    for (Vertex vertex : graph.vertices) {
      Instance instance = vertex.instance;
      List<MediaFormat> inputs = vertex.inputFormats();
      if (instance.inputFormats.equals(inputs)) {
        continue;
      }
      if (!vertex.isNew) {
        throw new RefusedException(
            "the formats around node '"
                + vertex.name()
                + "' change while it runs in a loop; stop the pipeline first");
      }
      List<MediaFormat> before = instance.outputFormats;
      negotiate(vertex);
      if (!before.equals(instance.outputFormats)) {
        throw new RefusedException(
            "the loop through node '" + vertex.name() + "' has no common format; set its channels");
      }
    }
  }

  private void createTwins(Map<String, Instance> live) throws RefusedException {
    for (Vertex vertex : graph.formatOrder) {
      Instance original = live.get(vertex.name());
      vertex.instance = newInstance(vertex, null);
      vertex.instance.padFrames = original.padFrames;
      createTwin(vertex, original);
    }
    if (replacement != null) {
      Vertex vertex = replaced();
      createTwin(successorOf(vertex), live.get(vertex.name()));
    }
  }

  private void createTwin(Vertex vertex, Instance original) throws RefusedException {
    current = vertex;
    vertex.instance.inputFormats = original.inputFormats;
    vertex.instance.outputFormats = original.outputFormats;
    if (vertex.provider instanceof ProcessorFactory factory) {
      vertex.isNew = true;
      vertex.instance.node = factory.create(vertex.options);
      created.add(vertex);
      vertex.instance.node.negotiate(original.inputFormats);
    } else {
      vertex.instance.node = WarmUpNodes.end(vertex.role);
    }
  }

  private void prepare() throws RefusedException {
    for (Vertex vertex : graph.order) {
      current = vertex;
      long latest = 0;
      long earliest = Long.MAX_VALUE;
      for (Vertex.Edge edge : vertex.in) {
        if (edge != null && !edge.feedback) {
          latest = Math.max(latest, edge.from.pathLatency.maximum());
          earliest = Math.min(earliest, edge.from.pathLatency.minimum());
        }
      }
      vertex.inputLatency = earliest == Long.MAX_VALUE ? Latency.NONE : Latency.of(latest);
      prepare(vertex);
      boolean isDevice = vertex.role != Instance.Role.PROCESSOR;
      vertex.pathLatency =
          isDevice || vertex.instance.node == null
              ? vertex.inputLatency
              : vertex.inputLatency.plus(vertex.instance.latency());
      if (vertex.successor != null) {
        vertex.successor.inputLatency = vertex.inputLatency;
        current = vertex.successor;
        prepare(vertex.successor);
        align(vertex);
      }
    }
  }

  private void prepare(Vertex vertex) throws RefusedException {
    if (!vertex.isNew) {
      return;
    }
    NodePreparation preparation =
        new NodePreparation(
            specification.name(),
            settled.rate(),
            settled.period(),
            specification.freewheel(),
            settled.clock() == vertex,
            vertex.inputLatency,
            vertex.instance,
            memory);
    try {
      vertex.instance.node.prepare(preparation);
    } catch (RefusedException e) {
      created.remove(vertex);
      free(vertex.instance);
      throw e;
    }
  }

  /** Holds new code back that is faster than the old; what is slower arrives later from now on. */
  private void align(Vertex vertex) throws RefusedException {
    if (vertex.role != Instance.Role.PROCESSOR) {
      return;
    }
    Instance successor = vertex.successor.instance;
    long later = successor.node.latency().maximum() - vertex.instance.latency().maximum();
    if (later <= 0) {
      successor.padFrames = (int) -later;
      return;
    }
    Vertex junction = junctionAfter(vertex);
    if (junction != null) {
      throw new RefusedException(
          "the new code of node '"
              + vertex.name()
              + "' is "
              + later
              + " frames later than the old and meets other paths in '"
              + junction.name()
              + "', which would have to wait for it; stop the pipeline to take it");
    }
  }

  /** The first node behind a vertex that other paths lead to as well, or null. */
  private static Vertex junctionAfter(Vertex vertex) {
    Set<Vertex> seen = new HashSet<>();
    Deque<Vertex> open = new ArrayDeque<>(List.of(vertex));
    while (!open.isEmpty()) {
      for (Vertex.Edge edge : open.poll().out) {
        if (edge.feedback) {
          continue;
        }
        for (Vertex.Edge other : edge.to.in) {
          if (other != null && other != edge && !other.feedback) {
            return edge.to;
          }
        }
        if (seen.add(edge.to)) {
          open.add(edge.to);
        }
      }
    }
    return null;
  }

  private Compiled finish(long generation) throws RefusedException {
    try {
      return assemble(generation);
    } catch (OutOfMemory e) {
      throw new RefusedException(e.getMessage(), e);
    }
  }

  private Compiled assemble(long generation) {
    PlanState state = new PlanState(settled.rate(), settled.period(), specification.freewheel());
    assembly =
        new Assembly(
            state, settled.rate(), memory, Math.max(0, specification.workers()) > 0, replacement);
    NodeRun[] runs = assembly.assemble(graph.order);
    NodeRun[][] shares = Shares.deal(runs, Math.max(0, specification.workers()));
    List<Instance> instances = graph.order.stream().map(v -> v.instance).toList();
    Plan plan =
        new Plan(
            generation,
            settled.rate(),
            settled.period(),
            state,
            runs,
            shares,
            instances,
            assembly.memory(),
            totalLatency().toString());
    plan.standby = standby(plan);
    Set<Instance> current = new HashSet<>(instances);
    List<Instance> retired =
        previous.values().stream().filter(instance -> !current.contains(instance)).toList();
    Clock clock = null;
    boolean isRelayed =
        replacement != null
            && replacement.transition.manner() == Transition.Manner.RELAY
            && settled.clock() == replaced();
    if (settled.clock() != null
        && !isRelayed
        && settled.clock().instance.node instanceof DeviceEnd end
        && !specification.freewheel()) {
      clock = end.clock();
    }
    return new Compiled(
        plan, created.stream().map(v -> v.instance).toList(), retired, clock, settled);
  }

  /** The same on other blocks, where a cycle can move to another thread; else null. */
  private Plan standby(Plan plan) {
    if (plan.state.freewheeling
        || plan.workers() > 0
        || plan.generation == 0
        || replacement != null) {
      return null;
    }
    PlanState state = new PlanState(plan.rate, plan.period, false);
    Assembly other = new Assembly(state, plan.rate, memory, false, null);
    other.isStandby = true;
    try {
      NodeRun[] runs = other.assemble(graph.order);
      plan.memory.addAll(other.memory());
      return new Plan(
          plan.generation,
          plan.rate,
          plan.period,
          state,
          runs,
          new NodeRun[][] {runs},
          plan.instances,
          plan.memory,
          plan.latency);
    } catch (OutOfMemory _) {
      // Without it the pipeline runs all the same, and cannot move.
      other.memory().forEach(memory::free);
      return null;
    }
  }

  private Latency totalLatency() {
    Latency source = Latency.NONE;
    Latency rest = null;
    for (Vertex vertex : graph.order) {
      Node node = vertex.instance.node;
      if (node == null) {
        continue;
      }
      if (vertex.role == Instance.Role.SOURCE) {
        Latency own = node.latency();
        source = source == Latency.NONE ? own : source.join(own);
      } else if (vertex.role == Instance.Role.SINK) {
        Latency path = vertex.inputLatency.plus(node.latency());
        rest = rest == null ? path : rest.join(path);
      }
    }
    return rest == null ? source : source.plus(rest);
  }

  /** Gives back all that this compilation took; what fails on the way is added to the reason. */
  private void undo(Throwable reason) {
    for (Vertex vertex : created) {
      try {
        vertex.instance.node.release();
      } catch (RuntimeException | LinkageError e) {
        reason.addSuppressed(e);
      }
      free(vertex.instance);
    }
    if (assembly != null) {
      assembly.memory().forEach(memory::free);
    }
  }

  private void free(Instance instance) {
    instance.memory.forEach(memory::free);
    instance.memory.clear();
  }

  /** There is no memory left; the message is the sentence of the policy. */
  private static final class OutOfMemory extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OutOfMemory(IllegalStateException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** Binds nodes to blocks, in the plan's order, using memory again as soon as it is free. */
  private static final class Assembly {

    private final PlanState state;
    private final Rational rate;
    private final Replacement replacement;
    private final Memory source;
    private final boolean parallel;
    private final List<MemorySegment> memory = new ArrayList<>();

    /** What changes nodes that run now, and so waits until nothing can fail any more. */
    private final List<Runnable> onSuccess = new ArrayList<>();

    private final Map<Vertex, Integer> place = new HashMap<>();
    private final Map<Vertex, NodeRun> runs = new HashMap<>();
    private final Map<Vertex, Block[]> blocks = new HashMap<>();
    private final Map<Vertex, EventBuffer[]> events = new HashMap<>();
    private final Map<Integer, Deque<MemorySegment>> free = new HashMap<>();
    private final Map<Integer, List<MemorySegment>> expiring = new HashMap<>();
    private final Map<Block, MemorySegment> backing = new HashMap<>();
    private Block silence;

    /** Whether it keeps nothing beyond the plan, not even what a loop reads. */
    private boolean isStandby;

    Assembly(
        PlanState state, Rational rate, Memory source, boolean parallel, Replacement replacement) {
      this.state = state;
      this.rate = rate;
      this.replacement = replacement;
      this.source = source;
      this.parallel = parallel;
    }

    List<MemorySegment> memory() {
      return memory;
    }

    NodeRun[] assemble(List<Vertex> order) {
      for (int i = 0; i < order.size(); i++) {
        place.put(order.get(i), i);
      }
      // A loop's way back is read before it is written: its block must be there from the start.
      for (Vertex vertex : order) {
        for (Vertex.Edge edge : vertex.in) {
          if (edge != null && edge.feedback) {
            outputs(edge.from);
          }
        }
      }
      NodeRun[] result = new NodeRun[order.size()];
      for (int i = 0; i < result.length; i++) {
        Vertex vertex = order.get(i);
        result[i] = bind(vertex);
        runs.put(vertex, result[i]);
        for (MemorySegment expired : expiring.getOrDefault(i, List.of())) {
          free.computeIfAbsent((int) expired.byteSize(), _ -> new ArrayDeque<>()).add(expired);
        }
      }
      NodeRun[] sources =
          order.stream()
              .filter(vertex -> vertex.role == Instance.Role.SOURCE)
              .map(runs::get)
              .toArray(NodeRun[]::new);
      for (Vertex vertex : order) {
        if (vertex.closesLoop()) {
          runs.get(vertex).setLoopSources(sources);
        }
      }
      onSuccess.forEach(Runnable::run);
      return result;
    }

    private NodeRun bind(Vertex vertex) {
      int inputs = vertex.inputs.size();
      Block[] audioIn = new Block[inputs];
      EventBuffer[] eventsIn = new EventBuffer[inputs];
      List<AlignmentDelay> delays = new ArrayList<>();
      List<NodeRun> upstream = new ArrayList<>();
      List<Long> upstreamDelay = new ArrayList<>();
      for (int i = 0; i < inputs; i++) {
        Vertex.Edge edge = vertex.in[i];
        if (vertex.inputs.get(i).kind() == MediaKind.EVENT) {
          eventsIn[i] = edge == null ? eventBuffer() : eventOutputs(edge.from)[edge.output];
        } else if (edge == null) {
          audioIn[i] = silence();
        } else {
          audioIn[i] = outputs(edge.from)[edge.output];
          long late = vertex.inputLatency.maximum() - edge.from.pathLatency.maximum();
          if ((!edge.feedback && late > 0) || edge.from == vertex) {
            AlignmentDelay delay = delay(edge, audioIn[i], edge.feedback ? 0 : (int) late);
            delays.add(delay);
            audioIn[i] = delay.target();
          }
        }
        if (edge != null && !edge.feedback) {
          upstream.add(runs.get(edge.from));
          upstreamDelay.add(vertex.inputLatency.maximum() - edge.from.pathLatency.maximum());
        }
      }
      Block[] audioOut = outputsOver(vertex, audioIn);
      NodeRun[] feeding = upstream.toArray(NodeRun[]::new);
      long[] feedingDelay = upstreamDelay.stream().mapToLong(Long::longValue).toArray();
      NodeRun run =
          run(
              vertex.instance,
              audioIn,
              audioOut,
              eventsIn,
              eventOutputs(vertex),
              delays.toArray(AlignmentDelay[]::new),
              feeding,
              feedingDelay,
              vertex.successor == null);
      run.dry = dryBeside(vertex, audioIn, audioOut);
      if (vertex.successor != null) {
        bindSuccessor(vertex, run);
      }
      return run;
    }

    /** Where an input is kept that the node's output is written over; null where none is. */
    private Block dryBeside(Vertex vertex, Block[] audioIn, Block[] audioOut) {
      if (audioOut.length == 0 || audioOut[0] == null || !audioOut[0].isInPlace()) {
        return null;
      }
      MemorySegment segment = segment(audioIn[0].channels());
      if (!parallel) {
        expiring.computeIfAbsent(place.get(vertex), _ -> new ArrayList<>()).add(segment);
      }
      return Block.over(segment, audioIn[0].layout(), state.period);
    }

    /** Old and new code run on blocks of their own; what is heard is mixed from both. */
    private void bindSuccessor(Vertex vertex, NodeRun host) {
      Transition transition = replacement.transition;
      Instance[] both = {vertex.instance, vertex.successor.instance};
      NodeRun[] inner = new NodeRun[both.length];
      for (int i = 0; i < both.length; i++) {
        inner[i] =
            run(
                both[i],
                transition.manner() == Transition.Manner.TAIL ? alike(host.audioIn) : host.audioIn,
                alike(host.audioOut),
                host.eventsIn,
                eventBuffers(vertex.outputs),
                new AlignmentDelay[0],
                host.upstream,
                host.upstreamDelay,
                true);
      }
      NodeRun replay =
          new NodeRun(
              both[1],
              // Faster than real time: a node in a child process must wait for each block.
              new PlanState(rate, state.period, true),
              alike(host.audioIn),
              inner[1].audioOut,
              eventBuffers(vertex.inputs),
              inner[1].eventsOut,
              new AlignmentDelay[0],
              new NodeRun[0],
              new long[0]);
      replay.outputDelays = inner[1].outputDelays;
      host.transition = transition;
      transition.bind(host, inner[0], inner[1], replay, this::allocate);
    }

    private AlignmentDelay[] pads(Instance instance, Block[] raw, Block[] visible) {
      if (instance.padLines == null) {
        instance.padLines = new AlignmentDelay.Line[raw.length];
      }
      List<AlignmentDelay> pads = new ArrayList<>();
      for (int i = 0; i < raw.length; i++) {
        if (raw[i] == null) {
          continue;
        }
        AlignmentDelay.Line line = instance.padLines[i];
        if (line == null) {
          int output = i;
          MemorySegment lineMemory =
              kept(
                  instance.memory,
                  AlignmentDelay.Line.bytes(raw[i].channels(), instance.padFrames));
          AlignmentDelay.Line fresh =
              new AlignmentDelay.Line(
                  instance.slot, i, instance.padFrames, raw[i].channels(), lineMemory);
          onSuccess.add(() -> instance.padLines[output] = fresh);
          line = fresh;
        }
        pads.add(new AlignmentDelay(raw[i], visible[i], line));
      }
      return pads.toArray(AlignmentDelay[]::new);
    }

    /** Blocks of the same shape in memory of their own. */
    private Block[] alike(Block[] blocks) {
      Block[] result = new Block[blocks.length];
      for (int i = 0; i < blocks.length; i++) {
        if (blocks[i] != null) {
          result[i] =
              Block.over(
                  allocate(Block.bytes(blocks[i].channels(), state.period)),
                  blocks[i].layout(),
                  state.period);
        }
      }
      return result;
    }

    private EventBuffer[] eventBuffers(List<Port> ports) {
      EventBuffer[] buffers = new EventBuffer[ports.size()];
      for (int i = 0; i < buffers.length; i++) {
        if (ports.get(i).kind() == MediaKind.EVENT) {
          buffers[i] = eventBuffer();
        }
      }
      return buffers;
    }

    private NodeRun run(
        Instance instance,
        Block[] audioIn,
        Block[] audioOut,
        EventBuffer[] eventsIn,
        EventBuffer[] eventsOut,
        AlignmentDelay[] delays,
        NodeRun[] upstream,
        long[] upstreamDelay,
        boolean isPadded) {
      AlignmentDelay[] pads = new AlignmentDelay[0];
      Block[] raw = audioOut;
      if (isPadded && instance.padFrames > 0) {
        raw = alike(audioOut);
        pads = pads(instance, raw, audioOut);
      }
      NodeRun run =
          new NodeRun(
              instance, state, audioIn, raw, eventsIn, eventsOut, delays, upstream, upstreamDelay);
      run.outputDelays = pads;
      run.visibleOut = audioOut;
      return run;
    }

    private Block[] outputsOver(Vertex vertex, Block[] audioIn) {
      Block[] existing = blocks.get(vertex);
      if (existing != null) {
        return existing;
      }
      if (canShare(vertex, audioIn)) {
        Block input = audioIn[0];
        Block shared = input.inPlace();
        MemorySegment segment = backing.get(input);
        backing.put(shared, segment);
        expiring.values().forEach(list -> list.remove(segment));
        Block[] outputs = new Block[vertex.outputs.size()];
        outputs[0] = shared;
        fill(vertex, outputs, 1);
        expire(vertex, 0, segment);
        blocks.put(vertex, outputs);
        return outputs;
      }
      return outputs(vertex);
    }

    private boolean canShare(Vertex vertex, Block[] audioIn) {
      if (vertex.instance.node == null
          || vertex.successor != null
          || vertex.instance.padFrames > 0
          || vertex.outputs.isEmpty()
          || audioIn.length == 0
          || audioIn[0] == null
          || vertex.in[0] == null
          || vertex.in[0].feedback
          || vertex.outputs.getFirst().kind() != MediaKind.AUDIO
          || !backing.containsKey(audioIn[0])
          || !vertex.instance.node.worksInPlace()) {
        return false;
      }
      Vertex.Edge edge = vertex.in[0];
      long readers = edge.from.out.stream().filter(other -> other.output == edge.output).count();
      MediaFormat format = vertex.instance.outputFormats.getFirst();
      return readers == 1
          && format instanceof AudioFormat audio
          && audio.layout().equals(audioIn[0].layout());
    }

    private Block[] outputs(Vertex vertex) {
      Block[] existing = blocks.get(vertex);
      if (existing != null) {
        return existing;
      }
      Block[] outputs = new Block[vertex.outputs.size()];
      fill(vertex, outputs, 0);
      blocks.put(vertex, outputs);
      return outputs;
    }

    private void fill(Vertex vertex, Block[] outputs, int first) {
      for (int i = first; i < outputs.length; i++) {
        if (vertex.instance.outputFormats.get(i) instanceof AudioFormat audio) {
          if (feedsLoop(vertex, i)) {
            outputs[i] = loopBlock(vertex.instance, i, audio);
            continue;
          }
          MemorySegment segment = segment(audio.channels());
          outputs[i] = Block.over(segment, audio.layout(), state.period);
          if (!parallel) {
            backing.put(outputs[i], segment);
            expire(vertex, i, segment);
          } else if (vertex.out.size() <= 1) {
            backing.put(outputs[i], segment);
          }
        }
      }
    }

    private static boolean feedsLoop(Vertex vertex, int output) {
      return vertex.out.stream().anyMatch(edge -> edge.output == output && edge.feedback);
    }

    /** A loop reads what was written one period before, also across a change of plan. */
    private Block loopBlock(Instance instance, int output, AudioFormat format) {
      if (isStandby) {
        return Block.over(
            allocate(Block.bytes(format.channels(), state.period)), format.layout(), state.period);
      }
      Block block = instance.slot.loopBlocks[output];
      if (block == null
          || !block.layout().equals(format.layout())
          || block.capacity() != state.period) {
        MemorySegment segment =
            kept(instance.slot.memory, Block.bytes(format.channels(), state.period));
        Block fresh = Block.over(segment, format.layout(), state.period);
        onSuccess.add(() -> instance.slot.loopBlocks[output] = fresh);
        block = fresh;
      }
      return block;
    }

    /** Notes after which place in the order a block's memory may serve again. */
    private void expire(Vertex vertex, int output, MemorySegment segment) {
      if (parallel) {
        return;
      }
      int last = place.get(vertex);
      for (Vertex.Edge edge : vertex.out) {
        if (edge.output == output) {
          last = Math.max(last, place.get(edge.to));
        }
      }
      expiring.computeIfAbsent(last, _ -> new ArrayList<>()).add(segment);
    }

    private MemorySegment segment(int channels) {
      long bytes = Block.bytes(channels, state.period);
      Deque<MemorySegment> spare = free.get((int) bytes);
      MemorySegment segment = spare == null ? null : spare.poll();
      return segment != null ? segment : allocate(bytes);
    }

    private AlignmentDelay delay(Vertex.Edge edge, Block input, int frames) {
      Block target =
          Block.over(
              allocate(Block.bytes(input.channels(), state.period)), input.layout(), state.period);
      Slot reader = edge.to.instance.slot;
      Slot from = edge.from.instance.slot;
      AlignmentDelay.Line line = reader.lines[edge.input];
      if (line == null || !line.fits(from, edge.output, frames, input.channels())) {
        MemorySegment lineMemory = null;
        if (frames > 0) {
          lineMemory = kept(reader.memory, AlignmentDelay.Line.bytes(input.channels(), frames));
        }
        AlignmentDelay.Line fresh =
            new AlignmentDelay.Line(from, edge.output, frames, input.channels(), lineMemory);
        onSuccess.add(() -> reader.lines[edge.input] = fresh);
        line = fresh;
      }
      return new AlignmentDelay(input, target, line);
    }

    private Block silence() {
      if (silence == null) {
        silence =
            Block.over(allocate(Block.bytes(1, state.period)), ChannelLayout.MONO, state.period);
      }
      return silence;
    }

    private EventBuffer[] eventOutputs(Vertex vertex) {
      return events.computeIfAbsent(vertex, _ -> eventBuffers(vertex.outputs));
    }

    private EventBuffer eventBuffer() {
      return new EventBuffer(allocate(EventBuffer.CAPACITY_BYTES));
    }

    private MemorySegment allocate(long bytes) {
      MemorySegment segment = taken(bytes);
      memory.add(segment);
      return segment;
    }

    /** Memory that belongs to a node from when the plan is made, and to the plan until then. */
    private MemorySegment kept(List<MemorySegment> owner, long bytes) {
      MemorySegment segment = allocate(bytes);
      onSuccess.add(() -> {
        memory.remove(segment);
        owner.add(segment);
      });
      return segment;
    }

    private MemorySegment taken(long bytes) {
      try {
        return source.allocate(bytes, Block.ALIGNMENT);
      } catch (IllegalStateException e) {
        throw new OutOfMemory(e);
      }
    }
  }
}
