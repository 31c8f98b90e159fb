// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationException;
import org.osgi.service.cm.ManagedServiceFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;
import org.tactus.api.RefusedException;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.engine.Containment;
import org.tactus.engine.NodeUse;
import org.tactus.engine.PipelineSpecification;
import org.tactus.engine.PipelineStatus;
import org.tactus.engine.Pipelines;
import org.tactus.engine.SwapReport;
import org.tactus.engine.SwapRequest;
import org.tactus.linux.SystemInformation;
import org.tactus.machine.Machine;
import org.tactus.notation.Graph;
import org.tactus.policy.JvmThreads;
import org.tactus.policy.MemoryPolicy;
import org.tactus.realtime.RealtimeThreads;
import org.tactus.realtime.ThreadStopper;
import org.tactus.realtime.Watchdog;
import org.tactus.ring.Rings;
import org.tactus.runtime.spi.PipelineRunner;
import org.tactus.runtime.spi.RunHandle;
import org.tactus.runtime.spi.RunRefusedException;
import org.tactus.runtime.spi.RunRequest;
import org.tactus.topology.CpuPlanner;

/** All pipelines of the instance. */
@Component(
    service = {Pipelines.class, PipelineRunner.class, ManagedServiceFactory.class},
    immediate = true,
    configurationPid = EngineSettings.PID,
    configurationPolicy = ConfigurationPolicy.OPTIONAL,
    property = "service.pid=" + PipelineConfiguration.PID)
@Designate(ocd = EngineSettings.class)
public final class Engine implements Pipelines, PipelineRunner, ManagedServiceFactory {

  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.-]*";
  private static final long SUPERVISION_MILLIS = 100;

  private final Map<String, Pipeline> pipelines = new ConcurrentSkipListMap<>();

  /** Pipelines of {@code tactus run}, which are not stored. */
  private final Set<String> unstored = ConcurrentHashMap.newKeySet();

  private final Set<String> awaitingTypes = ConcurrentHashMap.newKeySet();
  private final Registry registry = new Registry();
  private final Services services;
  private final PipelineFiles files;
  private final boolean startsStored;
  private final Logger log;
  private final ScheduledExecutorService supervisor;
  private final long processStart;
  private volatile EngineSettings settings;

  /** Takes what is always there; node types come and go. */
  @Activate
  public Engine(
      BundleContext context,
      EngineSettings settings,
      @Reference RealtimeThreads realtime,
      @Reference Watchdog watchdog,
      @Reference CpuPlanner planner,
      @Reference MemoryPolicy memoryPolicy,
      @Reference Machine machine,
      @Reference JvmThreads jvmThreads,
      @Reference Rings rings,
      @Reference ThreadStopper stopper,
      @Reference(service = LoggerFactory.class) Logger log) {
    this.log = log;
    this.settings = readable(settings, defaults());
    Memory memory =
        new SlabMemory(
            bytes -> memoryPolicy.allocate("tactus-blocks", bytes, MemoryPolicy.ANY_NODE),
            SystemInformation::availableMemory);
    services =
        new Services(
            registry,
            realtime,
            watchdog,
            planner,
            memoryPolicy,
            machine,
            jvmThreads,
            memory,
            new Forensics(),
            new LinkedClasses(),
            rings,
            new Rescuer(stopper),
            this::settings,
            log);
    String instance = context.getProperty("tactus.instance");
    files = new PipelineFiles(instance == null ? null : Path.of(instance, "config"));
    startsStored = !"run".equals(context.getProperty("tactus.mode"));
    processStart = processStart(context.getProperty("tactus.process.start.epochNanos"));
    supervisor =
        Executors.newSingleThreadScheduledExecutor(runnable -> {
          Thread thread = new Thread(runnable, "tactus-supervisor");
          thread.setDaemon(true);
          return thread;
        });
    var _ =
        supervisor.scheduleWithFixedDelay(
            this::supervise, SUPERVISION_MILLIS, SUPERVISION_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static long processStart(String epochNanos) {
    Instant now = Instant.now();
    long nowNanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    long age = epochNanos == null ? 0 : nowNanos - Long.parseLong(epochNanos);
    return System.nanoTime() - age;
  }

  private EngineSettings settings() {
    return settings;
  }

  @Modified
  void modified(EngineSettings newSettings) {
    settings = readable(newSettings, settings);
  }

  /** A value of the wrong type throws when it is read: a bad file must not take the pipelines. */
  private EngineSettings readable(EngineSettings wanted, EngineSettings otherwise) {
    try {
      var _ = wanted.waiting();
      var _ = wanted.spinShare();
      var _ = wanted.warmUpSeconds();
      var _ = wanted.retrySeconds();
      var _ = wanted.strikes();
      var _ = Ladder.rules(wanted);
      return wanted;
    } catch (RuntimeException e) {
      log.error(
          "configuration {} is not taken, what was before stays: {}",
          EngineSettings.PID,
          e.getMessage());
      return otherwise;
    }
  }

  private static EngineSettings defaults() {
    return (EngineSettings)
        Proxy.newProxyInstance(
            EngineSettings.class.getClassLoader(),
            new Class<?>[] {EngineSettings.class},
            (_, method, _) -> method.getDefaultValue());
  }

  @Deactivate
  void deactivate() throws InterruptedException {
    supervisor.shutdownNow();
    supervisor.awaitTermination(5, TimeUnit.SECONDS);
    pipelines.values().forEach(Pipeline::stop);
    services.forensics().close();
    services.rescuer().close();
  }

  // ---------------------------------------------------------------- node types

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addFactory(ProcessorFactory factory, Map<String, Object> properties) {
    registry.add(factory, ranking(properties), serviceId(properties));
    typeCame(factory.type().name());
  }

  void removeFactory(ProcessorFactory factory) {
    registry.remove(factory);
    typeWent(factory.type().name(), factory);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addProvider(DeviceProvider provider, Map<String, Object> properties) {
    registry.add(provider, ranking(properties), serviceId(properties));
    typeCame(provider.type());
  }

  void removeProvider(DeviceProvider provider) {
    registry.remove(provider);
    typeWent(provider.type(), provider);
  }

  private static int ranking(Map<String, Object> properties) {
    return properties.get("service.ranking") instanceof Integer ranking ? ranking : 0;
  }

  private static long serviceId(Map<String, Object> properties) {
    return properties.get("service.id") instanceof Long id ? id : SwapRequest.ANY_SERVICE;
  }

  private void typeCame(String type) {
    supervisor.execute(() -> {
      pipelines.values().forEach(pipeline -> pipeline.typesChanged(List.of(type), null));
      startAwaiting();
    });
  }

  /** On the caller's thread: when this returns, no cycle uses what goes away. */
  private void typeWent(String type, Object gone) {
    pipelines.values().forEach(pipeline -> pipeline.typesChanged(List.of(type), gone));
  }

  // ---------------------------------------------------------------- stored pipelines

  @Override
  public String getName() {
    return "Tactus pipelines";
  }

  @Override
  public void updated(String pid, Dictionary<String, ?> properties) throws ConfigurationException {
    String name = nameOf(pid);
    try {
      PipelineSpecification specification =
          PipelineConfiguration.Reader.read(checkedName(name), properties);
      Pipeline pipeline =
          pipelines.computeIfAbsent(name, _ -> new Pipeline(specification, services));
      if (!pipeline.specification().equals(specification)) {
        change(pipeline, specification);
      }
      if (specification.autostart() && startsStored && !pipeline.isRunning()) {
        awaitingTypes.add(name);
        supervisor.execute(this::startAwaiting);
      }
    } catch (RefusedException e) {
      log.error("configuration {}: {}", pid, e.getMessage());
      Pipeline pipeline = pipelines.get(name);
      if (pipeline != null) {
        pipeline.explain(e.getMessage());
      }
      throw new ConfigurationException("graph", e.getMessage(), e);
    }
  }

  /**
   * A file that changed is taken whole: where a running pipeline cannot follow, it is restarted.
   */
  private void change(Pipeline pipeline, PipelineSpecification next) throws RefusedException {
    if (pipeline.canFollow(next)) {
      pipeline.edit(next);
      return;
    }
    Pipeline.check(next, registry);
    pipeline.stop();
    pipeline.edit(next);
    pipeline.start(System.nanoTime());
  }

  @Override
  public void deleted(String pid) {
    Pipeline pipeline = pipelines.remove(nameOf(pid));
    if (pipeline != null) {
      pipeline.stop();
    }
  }

  private static String nameOf(String pid) {
    int tilde = pid.indexOf('~');
    return tilde < 0 ? pid : pid.substring(tilde + 1);
  }

  private void startAwaiting() {
    for (String name : List.copyOf(awaitingTypes)) {
      Pipeline pipeline = pipelines.get(name);
      if (pipeline == null || pipeline.isRunning()) {
        awaitingTypes.remove(name);
        continue;
      }
      boolean known =
          pipeline.specification().graph().nodes().stream()
              .allMatch(node -> registry.knows(node.type()));
      if (known) {
        awaitingTypes.remove(name);
        try {
          pipeline.start(System.nanoTime());
        } catch (RefusedException e) {
          log.error("pipeline '{}' does not start: {}", name, e.getMessage());
        }
      } else {
        pipeline.explain(
            "waits for the bundles of "
                + String.join(
                    ", ",
                    pipeline.specification().graph().nodes().stream()
                        .map(node -> node.type())
                        .filter(type -> !registry.knows(type))
                        .distinct()
                        .toList()));
      }
    }
  }

  private void supervise() {
    try {
      services.forensics().sample();
      pipelines.values().forEach(Pipeline::supervise);
    } catch (RuntimeException e) {
      log.error("supervision failed", e);
    }
  }

  // ---------------------------------------------------------------- Pipelines

  @Override
  public List<PipelineStatus> list() {
    List<PipelineStatus> result = new ArrayList<>();
    pipelines.values().forEach(pipeline -> result.add(pipeline.status()));
    return result;
  }

  @Override
  public Optional<PipelineStatus> status(String name) {
    return Optional.ofNullable(pipelines.get(name)).map(Pipeline::status);
  }

  @Override
  public void create(PipelineSpecification specification) throws RefusedException {
    checkedName(specification.name());
    Pipeline.check(specification, registry);
    Pipeline pipeline = new Pipeline(specification, services);
    if (pipelines.putIfAbsent(specification.name(), pipeline) != null) {
      throw new RefusedException(
          "pipeline '" + specification.name() + "' exists; edit it or choose another name");
    }
    try {
      files.write(specification);
    } catch (RefusedException e) {
      pipelines.remove(specification.name(), pipeline);
      throw e;
    }
  }

  private static String checkedName(String name) throws RefusedException {
    if (!name.matches(NAME)) {
      throw new RefusedException(
          "'" + name + "' is no name of a pipeline; use letters, digits, _, . and -");
    }
    return name;
  }

  @Override
  public void edit(String name, Graph graph) throws RefusedException {
    Pipeline pipeline = existing(name);
    pipeline.alone(() -> {
      PipelineSpecification before = pipeline.specification();
      PipelineSpecification after = before.withGraph(graph);
      if (!pipeline.isRunning()) {
        Pipeline.check(after, registry);
      }
      storeAnd(before, after, () -> pipeline.edit(after));
    });
  }

  @Override
  public void start(String name) throws RefusedException {
    Pipeline pipeline = existing(name);
    awaitingTypes.remove(name);
    pipeline.alone(() -> {
      PipelineSpecification before = pipeline.specification();
      PipelineSpecification after = before.withAutostart(true);
      storeAnd(
          before,
          after,
          () -> {
            pipeline.start(System.nanoTime());
            pipeline.edit(after);
          });
    });
  }

  @Override
  public void stop(String name) throws RefusedException {
    Pipeline pipeline = existing(name);
    awaitingTypes.remove(name);
    pipeline.alone(() -> {
      PipelineSpecification before = pipeline.specification();
      PipelineSpecification after = before.withAutostart(false);
      storeAnd(
          before,
          after,
          () -> {
            pipeline.edit(after);
            pipeline.stop();
          });
    });
  }

  @Override
  public void remove(String name) throws RefusedException {
    Pipeline pipeline = existing(name);
    if (!unstored.remove(name)) {
      files.delete(name);
    }
    pipeline.stop();
    pipelines.remove(name);
  }

  @Override
  public void set(String pipelineName, String node, String parameter, String value)
      throws RefusedException {
    Pipeline pipeline = existing(pipelineName);
    pipeline.alone(() -> {
      PipelineSpecification before = pipeline.specification();
      Pipeline.ParameterChange change = pipeline.change(node, parameter, value);
      storeAnd(before, change.after(), () -> pipeline.set(change));
    });
  }

  @Override
  public SwapReport swap(String pipelineName, String node, SwapRequest request)
      throws RefusedException {
    Pipeline pipeline = existing(pipelineName);
    PipelineSpecification before = pipeline.specification();
    SwapReport report = pipeline.swap(node, request);
    PipelineSpecification after = pipeline.specification();
    if (!after.equals(before) && !unstored.contains(pipelineName)) {
      files.write(after);
    }
    return report;
  }

  @Override
  public void contain(String pipelineName, String node, Containment rung) throws RefusedException {
    Pipeline pipeline = existing(pipelineName);
    pipeline.alone(() -> pipeline.contain(node, rung));
  }

  @Override
  public List<NodeUse> uses(long serviceId) {
    List<NodeUse> uses = new ArrayList<>();
    pipelines.values().forEach(pipeline -> uses.addAll(pipeline.uses(serviceId)));
    return uses;
  }

  @Override
  public void investigate(String name, Duration duration) throws RefusedException {
    existing(name).investigate(duration);
  }

  /** Stores first, since a full disk must refuse the change and not undo it at the next start. */
  private void storeAnd(
      PipelineSpecification before, PipelineSpecification after, Pipeline.Step step)
      throws RefusedException {
    boolean stored = !unstored.contains(after.name()) && !before.equals(after);
    if (stored) {
      files.write(after);
    }
    try {
      step.run();
    } catch (RefusedException e) {
      if (stored) {
        files.write(before);
      }
      throw e;
    }
  }

  private Pipeline existing(String name) throws RefusedException {
    Pipeline pipeline = pipelines.get(name);
    if (pipeline == null) {
      throw new RefusedException(
          "there is no pipeline '"
              + name
              + "'; "
              + (pipelines.isEmpty()
                  ? "make one with pipeline:create"
                  : "those there are: " + String.join(", ", pipelines.keySet())));
    }
    return pipeline;
  }

  // ---------------------------------------------------------------- PipelineRunner

  @Override
  public RunHandle run(RunRequest request) throws RunRefusedException {
    try {
      PipelineSpecification specification = RunSpecification.of(request, registry);
      Pipeline pipeline = new Pipeline(specification, services);
      pipeline.setHostStarted(false);
      unstored.add(specification.name());
      pipelines.put(specification.name(), pipeline);
      pipeline.start(processStart);
      return new EngineRun(pipeline);
    } catch (RefusedException e) {
      pipelines.remove(request.name());
      throw new RunRefusedException(e.getMessage(), e);
    }
  }
}
