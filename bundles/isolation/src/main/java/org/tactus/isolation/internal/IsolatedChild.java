// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.osgi.service.log.Logger;
import org.tactus.api.RefusedException;
import org.tactus.api.processor.ProcessorType;
import org.tactus.isolation.IsolatedBundle;
import org.tactus.isolation.Isolation;
import org.tactus.isolation.internal.channel.Frame;
import org.tactus.isolation.internal.channel.Wire;

/**
 * A vendor's bundle and the child processes in which it lives, one after the other. Everything that
 * starts, restarts or ends a child happens on a thread of its own, which lives as long as they do:
 * the kernel kills a child when the thread that started it ends.
 */
final class IsolatedChild implements IsolatedBundle, Session.Listener {

  private static final Duration END_TIMEOUT = Duration.ofSeconds(2);
  private static final long LONGEST_BACK_OFF_MILLIS = 10_000;
  private static final long FIRST_BACK_OFF_MILLIS = 250;

  private enum State {
    STARTING,
    RUNNING,
    RESTARTING,
    QUARANTINED,
    CLOSED
  }

  private final BundleIdentity identity;
  private final Path jar;
  private final Path directory;
  private final ChildLauncher launcher;
  private final Registrar registrar;
  private final Supplier<Settings> settings;
  private final Executor notices;
  private final Consumer<IsolatedChild> onClosed;
  private final Logger logger;
  private final ScheduledExecutorService control;
  private final Set<IsolatedNode> nodes = ConcurrentHashMap.newKeySet();
  private final List<Registrar.Registration> registrations = new ArrayList<>();
  private final Deque<Long> crashes = new ArrayDeque<>();

  private State state = State.STARTING;
  private Session session;
  private List<ProcessorType> types = List.of();
  private String quarantine = "";
  private long restarts;
  private long lateOfReleased;

  /**
   * A bundle that is not yet started.
   *
   * @param directory of its own, with the jar in it; removed with it
   * @param settings asked at every start
   * @param notices where what nodes say is passed on
   * @param onClosed called once, when all is given back
   */
  IsolatedChild(
      BundleIdentity identity,
      Path jar,
      Path directory,
      ChildLauncher launcher,
      Registrar registrar,
      Supplier<Settings> settings,
      Executor notices,
      Consumer<IsolatedChild> onClosed,
      Logger logger) {
    this.identity = identity;
    this.jar = jar;
    this.directory = directory;
    this.launcher = launcher;
    this.registrar = registrar;
    this.settings = settings;
    this.notices = notices;
    this.onClosed = onClosed;
    this.logger = logger;
    control =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform()
                .daemon()
                .name("tactus-isolation-" + identity.symbolicName())
                .factory());
  }

  /** Starts the first child and registers its factories; where it refuses, nothing is left. */
  void start() throws RefusedException {
    Future<?> started =
        control.submit(() -> {
          List<ProcessorType> offered = launch();
          for (ProcessorType type : offered) {
            Registrar.Registration registration =
                registrar.register(
                    new IsolatedFactory(this, type),
                    Map.of(
                        Isolation.ISOLATED,
                        true,
                        Isolation.SYMBOLIC_NAME,
                        identity.symbolicName(),
                        Isolation.VERSION,
                        identity.version()));
            synchronized (this) {
              registrations.add(registration);
            }
          }
          return null;
        });
    try {
      started.get();
    } catch (ExecutionException e) {
      close();
      if (e.getCause() instanceof RefusedException refused) {
        throw refused;
      }
      throw new RefusedException(
          "isolated bundle '" + symbolicName() + "' cannot be started; see the log", e.getCause());
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new RefusedException("starting '" + symbolicName() + "' was interrupted", e);
    }
  }

  /** On the control thread: one more child. */
  private List<ProcessorType> launch() throws RefusedException {
    Settings now = settings.get();
    ChildLauncher.Launched launched = launcher.launch(symbolicName(), jar, directory, now, this);
    Session next = launched.session();
    List<ProcessorType> offered;
    try {
      offered = next.awaitTypes(now.startTimeout());
      checkTypes(offered);
    } catch (RefusedException e) {
      next.kill("did not start");
      throw e;
    }
    synchronized (this) {
      if (state == State.CLOSED) {
        next.kill("was closed");
        throw new RefusedException("isolated bundle '" + symbolicName() + "' is closed");
      }
      session = next;
      types = offered;
      state = State.RUNNING;
      notifyAll();
    }
    var _ =
        next.process()
            .onExit()
            .thenAccept(process -> onControl(() -> ended(next, process, launched.output())));
    return offered;
  }

  private void onControl(Runnable task) {
    try {
      control.execute(() -> {
        try {
          task.run();
        } catch (RuntimeException e) {
          logger.error("The end of '{}' was not seen to", symbolicName(), e);
        }
      });
    } catch (RejectedExecutionException e) {
      logger.debug("Isolated bundle '{}' was closed", symbolicName(), e);
    }
  }

  /** A restarted bundle offers what it offered before. */
  private synchronized void checkTypes(List<ProcessorType> offered) throws RefusedException {
    if (!types.isEmpty() && !types.equals(offered)) {
      throw new RefusedException(
          "isolated bundle '"
              + symbolicName()
              + "' offers other processors than before it was restarted; install it anew");
    }
  }

  private void ended(Session which, Process process, ChildOutput output) {
    // The dry signal first of all
    if (running() == which) {
      nodes.forEach(IsolatedNode::lost);
    }
    output.awaitEnd();
    String how =
        which.killReason() != null && output.crash().isEmpty()
            ? which.killReason()
            : Ending.describe(process.exitValue(), output.crash());
    long delay;
    synchronized (this) {
      if (session != which || state == State.CLOSED) {
        return;
      }
      session = null;
      state = State.RESTARTING;
      notifyAll();
      delay = backOffMillis();
    }
    if (delay < 0) {
      quarantine(how);
      return;
    }
    logger.error("Isolated bundle '{}' {}; it is restarted", symbolicName(), how);
    warnNodes(
        "isolated bundle '"
            + symbolicName()
            + "' "
            + how
            + " and is restarted; until then the dry signal is heard");
    if (delay == 0) {
      restart(how);
    } else {
      var _ = control.schedule(() -> restart(how), delay, TimeUnit.MILLISECONDS);
    }
  }

  /** How long to wait before the next start; -1 for ever. The first crash costs no wait. */
  private long backOffMillis() {
    Settings now = settings.get();
    long time = System.nanoTime();
    crashes.addLast(time);
    while (time - crashes.getFirst() > now.restartWindow().toNanos()) {
      crashes.removeFirst();
    }
    int count = crashes.size();
    if (count > now.restartLimit()) {
      return -1;
    }
    return count == 1
        ? 0
        : Math.min(LONGEST_BACK_OFF_MILLIS, FIRST_BACK_OFF_MILLIS << Math.min(count - 2, 10));
  }

  private void restart(String how) {
    Session now;
    synchronized (this) {
      if (state == State.CLOSED) {
        return;
      }
    }
    try {
      launch();
      synchronized (this) {
        restarts++;
        now = session;
      }
    } catch (RefusedException e) {
      logger.error("Isolated bundle '{}' does not start again", symbolicName(), e);
      long delay;
      synchronized (this) {
        if (state == State.CLOSED) {
          return;
        }
        state = State.RESTARTING;
        delay = backOffMillis();
      }
      if (delay < 0) {
        quarantine(e.getMessage());
      } else {
        var _ = control.schedule(() -> restart(how), delay, TimeUnit.MILLISECONDS);
      }
      return;
    }
    logger.warn("Isolated bundle '{}' runs again as process {}", symbolicName(), pid());
    for (IsolatedNode node : nodes) {
      try {
        if (now != null) {
          node.ensure(now);
          node.warn(
              "isolated bundle '" + symbolicName() + "' " + how + " and was restarted; update it");
        }
      } catch (RefusedException e) {
        if (now.process().isAlive()) {
          logger.error("Node '{}' does not come back", node.label(), e);
          node.fail(e.getMessage());
        }
      }
    }
  }

  private void quarantine(String how) {
    Settings now = settings.get();
    String sentence =
        "isolated bundle '"
            + symbolicName()
            + "' "
            + how
            + " and is quarantined after more than "
            + now.restartLimit()
            + " crashes in "
            + now.restartWindow().toSeconds()
            + " s; update it";
    synchronized (this) {
      if (state == State.CLOSED) {
        return;
      }
      state = State.QUARANTINED;
      quarantine = sentence;
      notifyAll();
    }
    logger.error("{}", sentence);
    nodes.forEach(node -> node.fail(sentence));
  }

  private void warnNodes(String sentence) {
    nodes.forEach(node -> node.warn(sentence));
  }

  @Override
  public void notified(Session from, Frame frame) {
    notices.execute(() -> pass(from, frame));
  }

  private void pass(Session from, Frame frame) {
    try {
      DataInputStream in = frame.content();
      int number = in.readInt();
      for (IsolatedNode node : nodes) {
        if (node.is(from, number)) {
          switch (frame.message()) {
            case WARN -> node.warn(Wire.readText(in));
            case FAIL -> node.fail("node '" + node.label() + "': " + Wire.readText(in));
            default -> node.latencyChanged(in);
          }
          return;
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      from.kill("sent what cannot be read (" + e.getMessage() + ")");
    }
  }

  /**
   * The session of the child that runs; waits while one is being started.
   *
   * @throws RefusedException if none will
   */
  synchronized Session session() throws RefusedException {
    long deadline = System.nanoTime() + settings().startTimeout().toNanos();
    try {
      while (state == State.STARTING || state == State.RESTARTING) {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis <= 0) {
          throw new RefusedException(
              "isolated bundle '" + symbolicName() + "' is being restarted; try again later");
        }
        wait(millis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException("waiting for '" + symbolicName() + "' was interrupted", e);
    }
    return switch (state) {
      case QUARANTINED -> throw new RefusedException(quarantine);
      case CLOSED ->
          throw new RefusedException(
              "isolated bundle '" + symbolicName() + "' is closed; install it again");
      default -> session;
    };
  }

  /** The place of a type among those that the child offers. */
  synchronized int index(String type) throws RefusedException {
    for (int i = 0; i < types.size(); i++) {
      if (types.get(i).name().equals(type)) {
        return i;
      }
    }
    throw new RefusedException(
        "isolated bundle '"
            + symbolicName()
            + "' offers no '"
            + type
            + "' any more; install it anew");
  }

  Settings settings() {
    return settings.get();
  }

  Logger logger() {
    return logger;
  }

  void add(IsolatedNode node) {
    nodes.add(node);
  }

  synchronized void remove(IsolatedNode node) {
    if (nodes.remove(node)) {
      lateOfReleased += node.late();
    }
  }

  /** The nodes that live, for the watch. */
  Set<IsolatedNode> nodes() {
    return nodes;
  }

  /** The session if the child runs, else null; does not wait. */
  synchronized Session running() {
    return session;
  }

  @Override
  public String symbolicName() {
    return identity.symbolicName();
  }

  @Override
  public String version() {
    return identity.version();
  }

  @Override
  public synchronized List<Long> serviceIds() {
    return registrations.stream().map(Registrar.Registration::serviceId).toList();
  }

  @Override
  public synchronized long pid() {
    return session == null ? -1 : session.process().pid();
  }

  @Override
  public synchronized String state() {
    return switch (state) {
      case STARTING -> "starting";
      case RUNNING -> "running";
      case RESTARTING -> "restarting";
      case QUARANTINED -> "quarantined: " + quarantine;
      case CLOSED -> "closed";
    };
  }

  @Override
  public synchronized long restarts() {
    return restarts;
  }

  @Override
  public synchronized long lateBlocks() {
    return lateOfReleased + nodes.stream().mapToLong(IsolatedNode::late).sum();
  }

  @Override
  public void close() {
    List<Registrar.Registration> toWithdraw;
    Session last;
    synchronized (this) {
      if (state == State.CLOSED) {
        return;
      }
      state = State.CLOSED;
      last = session;
      session = null;
      toWithdraw = List.copyOf(registrations);
      registrations.clear();
      notifyAll();
    }
    toWithdraw.forEach(Registrar.Registration::unregister);
    nodes.forEach(IsolatedNode::lost);
    if (last != null) {
      last.end(END_TIMEOUT);
    }
    control.shutdown();
    try {
      delete(directory);
    } catch (IOException e) {
      logger.warn("{} cannot be removed: {}", directory, e.getMessage());
    }
    onClosed.accept(this);
  }

  /** Removes a directory and all in it; one that is not there is removed already. */
  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
