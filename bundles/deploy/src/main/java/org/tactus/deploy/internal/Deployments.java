// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.log.Logger;
import org.tactus.api.RefusedException;
import org.tactus.deploy.DeployedBundle;
import org.tactus.deploy.DeploymentEvent;
import org.tactus.deploy.DeploymentPlan;
import org.tactus.deploy.DeploymentReport;
import org.tactus.deploy.DeploymentReport.Action;
import org.tactus.deploy.DeploymentReport.OldClassLoader;
import org.tactus.deploy.Signature;
import org.tactus.engine.NodeUse;
import org.tactus.engine.Pipelines;
import org.tactus.engine.SwapReport;
import org.tactus.engine.SwapRequest;
import org.tactus.hygiene.ClassLoaderWatch;
import org.tactus.hygiene.LeakDetector;
import org.tactus.hygiene.Retainer;
import org.tactus.isolation.IsolatedBundle;
import org.tactus.isolation.Isolation;

/** Deploys, one thing at a time. Any thread but a cycle's. */
final class Deployments {
  private static final int MOST_ROUNDS = 10;
  private static final int COLLECTIONS = 8;
  private static final long COLLECTION_MILLIS = 50;
  private static final long OFFER_POLL_MILLIS = 20;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final Signature NOT_CHECKED = new Signature(Signature.Status.NOT_CHECKED, "", "");

  private final BundleContext context;
  private final Seclusion seclusion;
  private final Store store;
  private final Pipelines pipelines;
  private final Supplier<Settings> settings;
  private final Supplier<Isolation> isolation;
  private final Supplier<LeakDetector> leaks;
  private final Logger log;
  private final Examiner examiner;

  /** What runs, by symbolic name. */
  private final Map<String, Running> running = new TreeMap<>();

  /** Why what is deployed does not run, by symbolic name. */
  private final Map<String, String> trouble = new TreeMap<>();

  /** What should be gone and still has a node, or would not go. */
  private final List<Running> lingering = new ArrayList<>();

  private record Running(
      String who, Live live, Signature signature, List<String> types, List<String> nativeCode) {}

  /** What became of the class loader of old code, and who holds it. */
  private record Retirement(OldClassLoader loader, List<String> retained) {
    static final Retirement NONE = new Retirement(OldClassLoader.NONE, List.of());
  }

  /** What is asked for. */
  private record Request(Action action, String name, String source) {}

  Deployments(
      BundleContext context,
      Seclusion seclusion,
      Store store,
      Pipelines pipelines,
      Attempts attempts,
      Supplier<Settings> settings,
      Supplier<Isolation> isolation,
      Supplier<LeakDetector> leaks,
      Logger log) {
    this.context = context;
    this.seclusion = seclusion;
    this.store = store;
    this.pipelines = pipelines;
    this.settings = settings;
    this.isolation = isolation;
    this.leaks = leaks;
    this.log = log;
    this.examiner = new Examiner(context, seclusion, store, pipelines, attempts, settings, log);
  }

  // ---------------------------------------------------------------- the start and the end

  /** Starts what was deployed when the instance ended; what does not start is named in the log. */
  synchronized void restore() {
    for (Bundle left : context.getBundles()) {
      // The framework's cache may keep what an earlier process installed; the store is the truth.
      if (Seclusion.isDeployed(left)) {
        examiner.discard(left, left.getSymbolicName() + " " + left.getVersion());
      }
    }
    order(store.symbolicNames()).forEach(this::startStored);
  }

  /** Tries again what is deployed and does not run: what kept it may have changed. */
  synchronized void retry() {
    order(Set.copyOf(trouble.keySet())).forEach(this::startStored);
  }

  private void startStored(String symbolicName) {
    String sha256 = store.current(symbolicName).orElseThrow().sha256();
    try {
      Examination examination = examine(symbolicName, sha256, Optional.empty());
      running.put(symbolicName, reveal(examination));
      trouble.remove(symbolicName);
      examination.warnings.forEach(warning -> log.warn("{}", warning));
    } catch (RefusedException e) {
      trouble.put(symbolicName, e.getMessage());
      log.error("{} is deployed and does not run: {}", symbolicName, e.getMessage());
    }
  }

  /** In the order in which they were deployed, so that what one needs is there before it. */
  private List<String> order(Set<String> symbolicNames) {
    return symbolicNames.stream().sorted((a, b) -> since(a).compareTo(since(b))).toList();
  }

  private Instant since(String symbolicName) {
    return store.jars(symbolicName).getFirst().since();
  }

  /** Stops what runs, in bounded time: what hangs there does not keep the instance from ending. */
  synchronized void close() {
    for (Running each : running.values()) {
      switch (each.live()) {
        case Live.Isolated(IsolatedBundle bundle) -> bundle.close();
        case Live.InProcess(Bundle bundle) -> {
          try {
            examiner.stop(bundle, each.who());
          } catch (RefusedException e) {
            log.warn("{}", e.getMessage());
          }
        }
      }
    }
    running.clear();
  }

  // ---------------------------------------------------------------- the plan

  synchronized DeploymentPlan plan(Path jar) throws RefusedException {
    String name = name(jar);
    try {
      String sha256 = store.take(jar, name);
      JarFacts facts = JarReader.read(store.path(sha256), name);
      Examination examination = examineAny(name, sha256, facts, old(facts));
      examiner.discard(examination);
      return examination.plan();
    } finally {
      clean();
    }
  }

  private static String name(Path jar) {
    return String.valueOf(jar.getFileName());
  }

  private Optional<Live> old(JarFacts facts) {
    return Optional.ofNullable(running.get(facts.symbolicName())).map(Running::live);
  }

  private Examination examineAny(
      String name, String sha256, JarFacts facts, Optional<Live> predecessor)
      throws RefusedException {
    return examiner.examine(
        name,
        sha256,
        facts,
        store.current(facts.symbolicName()).map(StoredJar::version).orElse(""),
        predecessor,
        isolation.get() != null);
  }

  /** Throws the first refusal. */
  private Examination examine(String name, String sha256, Optional<Live> predecessor)
      throws RefusedException {
    JarFacts facts = JarReader.read(store.path(sha256), name);
    Examination examination = examineAny(name, sha256, facts, predecessor);
    if (!examination.isAccepted()) {
      examiner.discard(examination);
      throw new RefusedException(examination.refusals.getFirst());
    }
    return examination;
  }

  // ---------------------------------------------------------------- install and update

  /**
   * Deploys a jar.
   *
   * @param action INSTALL or UPDATE, or null for whichever it is
   * @param jar the file
   * @param source for the list: the file's name in the deploy folder, or its path
   */
  synchronized DeploymentReport deploy(Action action, Path jar, String source)
      throws RefusedException {
    long begin = System.nanoTime();
    String name = name(jar);
    Request request = new Request(action, name, source);
    String sha256 = "";
    JarFacts facts = null;
    try {
      sha256 = store.take(jar, name);
      facts = JarReader.read(store.path(sha256), name);
      Request known = known(request, facts, sha256);
      DeploymentReport report = replace(known, facts, sha256, begin);
      StoredJar stored = new StoredJar(sha256, report.version(), source, Instant.now());
      record(report, stored);
      return report;
    } catch (RefusedException e) {
      refused(request, facts, sha256, e);
      throw e;
    } finally {
      clean();
    }
  }

  private Request known(Request request, JarFacts facts, String sha256) throws RefusedException {
    Optional<StoredJar> current = store.current(facts.symbolicName());
    Action action = current.isPresent() ? Action.UPDATE : Action.INSTALL;
    String version = current.map(StoredJar::version).orElse("");
    if (request.action() == Action.INSTALL && action == Action.UPDATE) {
      throw new RefusedException(
          facts.symbolicName()
              + " is deployed already, in version "
              + version
              + ": replace it with deploy:update.");
    }
    if (request.action() == Action.UPDATE && action == Action.INSTALL) {
      throw new RefusedException(
          facts.symbolicName() + " is not deployed yet: install it with deploy:install.");
    }
    if (request.action() == Action.UPDATE
        && running.containsKey(facts.symbolicName())
        && current.orElseThrow().sha256().equals(sha256)) {
      throw new RefusedException(
          facts.symbolicName() + " " + version + " runs already, from the very same jar.");
    }
    return new Request(action, request.name(), request.source());
  }

  private DeploymentReport replace(Request request, JarFacts facts, String sha256, long begin)
      throws RefusedException {
    String symbolicName = facts.symbolicName();
    Running old = running.get(symbolicName);
    String replaced = store.current(symbolicName).map(StoredJar::version).orElse("");
    Examination examination = examine(request.name(), sha256, old(facts));
    Running fresh = reveal(examination);
    List<SwapReport> swaps = old == null ? List.of() : swapAll(old, fresh);
    try {
      if (request.action() == Action.ROLLBACK) {
        store.rolledBack(symbolicName);
      } else {
        store.deployed(
            symbolicName,
            new StoredJar(sha256, facts.version().toString(), request.source(), Instant.now()),
            settings.get().kept());
      }
    } catch (IOException e) {
      log.error("What was deployed could not be stored", e);
      examination.warnings.add(
          fresh.who()
              + " runs, but that could not be stored ("
              + e.getMessage()
              + "): after a restart its predecessor runs.");
    }
    running.put(symbolicName, fresh);
    trouble.remove(symbolicName);
    Retirement retirement = old == null ? Retirement.NONE : retire(old);
    retireLingering();
    return new DeploymentReport(
        request.action(),
        symbolicName,
        facts.version().toString(),
        replaced,
        sha256,
        examination.signature,
        swaps,
        List.of(),
        retirement.loader(),
        retirement.retained(),
        fresh.live().pid(),
        examination.warnings,
        (System.nanoTime() - begin) / NANOS_PER_MILLI);
  }

  /** Starts an examined bundle where everyone sees it. */
  private Running reveal(Examination examination) throws RefusedException {
    String who = examination.who();
    if (examination.isolated) {
      examiner.discard(examination);
      return isolate(examination);
    }
    Bundle bundle = examination.bundle;
    try {
      seclusion.admit(bundle);
      examiner.start(bundle, who);
      awaitOffers(examination);
      return new Running(
          who,
          new Live.InProcess(bundle),
          examination.signature,
          examination.offers.stream().map(Offer::title).toList(),
          examination.facts.nativeCode());
    } catch (RefusedException e) {
      examiner.discard(examination);
      throw e;
    }
  }

  private Running isolate(Examination examination) throws RefusedException {
    Isolation service = isolation.get();
    if (service == null) {
      throw new RefusedException(
          examination.who() + " needs the bundle org.tactus.isolation: start it.");
    }
    Live live = new Live.Isolated(service.install(store.path(examination.sha256)));
    List<String> types =
        examiner.offers(references(live), examination.who()).stream().map(Offer::title).toList();
    return new Running(
        examination.who(), live, examination.signature, types, examination.facts.nativeCode());
  }

  /** Declarative Services may register a component a little later than its bundle starts. */
  private void awaitOffers(Examination examination) throws RefusedException {
    long deadline = System.nanoTime() + settings.get().activation().toNanos();
    while (Offers.references(examination.bundle).size() < examination.offers.size()) {
      if (System.nanoTime() > deadline) {
        throw new RefusedException(
            examination.who()
                + " offers fewer types when it is started again: ask its vendor, and see the log.");
      }
      pause(OFFER_POLL_MILLIS);
    }
  }

  private static void pause(long millis) throws RefusedException {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException("The deployment was given up, since Tactus stops.", e);
    }
  }

  // ---------------------------------------------------------------- the swaps

  private List<SwapReport> swapAll(Running old, Running fresh) throws RefusedException {
    Map<NodeUse, SwapReport> done = new LinkedHashMap<>();
    try {
      Map<String, Long> successors = services(fresh);
      for (int round = 0; round < MOST_ROUNDS; round++) {
        List<NodeUse> uses = uses(old.live());
        if (uses.isEmpty()) {
          return List.copyOf(done.values());
        }
        for (NodeUse use : uses) {
          done.put(use, swap(use, successors.get(use.type()), fresh.who()));
        }
      }
      throw new RefusedException(
          "Pipelines are edited faster than " + fresh.who() + " can take over: deploy it again.");
    } catch (RefusedException | RuntimeException e) {
      swapBack(new ArrayList<>(done.keySet()));
      abandon(fresh);
      if (e instanceof RefusedException refused) {
        throw refused;
      }
      log.error("The swap to {} failed", fresh.who(), e);
      throw new RefusedException(
          fresh.who() + " could not take over (" + Attempts.brief(e) + "): see the log.", e);
    }
  }

  private SwapReport swap(NodeUse use, Long successor, String who) throws RefusedException {
    if (successor == null) {
      throw new RefusedException(
          who
              + " does not offer the type "
              + use.type()
              + ", which node "
              + use.node()
              + " of pipeline "
              + use.pipeline()
              + " runs.");
    }
    SwapReport report =
        pipelines.swap(
            use.pipeline(), use.node(), SwapRequest.of(use.type()).withService(successor));
    if (report.outcome() == SwapReport.Outcome.ROLLED_BACK) {
      throw new RefusedException(
          who
              + " was rolled back in node "
              + use.node()
              + " of pipeline "
              + use.pipeline()
              + ": "
              + report.reason());
    }
    return report;
  }

  private void swapBack(List<NodeUse> done) {
    for (NodeUse use : done.reversed()) {
      try {
        SwapReport report =
            pipelines.swap(
                use.pipeline(),
                use.node(),
                SwapRequest.of(use.type()).withService(use.serviceId()));
        log.info("{} of {} is back: {}", use.node(), use.pipeline(), report.outcome());
      } catch (RefusedException | RuntimeException e) {
        log.error("{} of {} could not be swapped back", use.node(), use.pipeline(), e);
      }
    }
  }

  /** Takes out new code that was not taken, unless a node could not be swapped back from it. */
  private void abandon(Running fresh) {
    if (uses(fresh.live()).isEmpty()) {
      end(fresh);
    } else {
      log.error("{} stays, since a node runs its code", fresh.who());
      lingering.add(fresh);
    }
  }

  private List<NodeUse> uses(Live live) {
    return live.serviceIds().stream().flatMap(id -> pipelines.uses(id).stream()).toList();
  }

  /** The services that make nodes, by type. */
  private Map<String, Long> services(Running fresh) throws RefusedException {
    Map<String, Long> services = new HashMap<>();
    for (Offer offer : examiner.offers(references(fresh.live()), fresh.who())) {
      if (offer.kind() != Offer.Kind.CODEC) {
        services.put(offer.type(), offer.serviceId());
      }
    }
    return services;
  }

  private List<ServiceReference<?>> references(Live live) throws RefusedException {
    return switch (live) {
      case Live.InProcess(Bundle bundle) -> Offers.references(bundle);
      case Live.Isolated(IsolatedBundle bundle) -> {
        List<ServiceReference<?>> references = new ArrayList<>();
        for (long id : bundle.serviceIds()) {
          references.addAll(byId(id));
        }
        yield references;
      }
    };
  }

  private List<ServiceReference<?>> byId(long id) {
    try {
      ServiceReference<?>[] found =
          context.getAllServiceReferences(null, "(service.id=" + id + ")");
      return found == null ? List.of() : Arrays.asList(found);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("a number makes no filter invalid", e);
    }
  }

  // ---------------------------------------------------------------- the end of the old code

  private Retirement retire(Running old) {
    if (!(old.live() instanceof Live.InProcess(Bundle bundle))) {
      end(old);
      return Retirement.NONE;
    }
    WeakReference<ClassLoader> loader = classLoader(bundle);
    LeakDetector detector = leaks.get();
    ClassLoaderWatch watch = loader == null || detector == null ? null : detector.watch(bundle);
    if (!end(old)) {
      lingering.add(old);
      return new Retirement(
          OldClassLoader.RETAINED, List.of("the bundle, which could not be uninstalled"));
    }
    if (loader == null || isCollected(loader)) {
      return new Retirement(OldClassLoader.COLLECTED, List.of());
    }
    return new Retirement(
        OldClassLoader.RETAINED,
        watch == null ? List.of() : watch.retainers().stream().map(Retainer::sentence).toList());
  }

  private static WeakReference<ClassLoader> classLoader(Bundle bundle) {
    BundleWiring wiring = bundle.adapt(BundleWiring.class);
    return wiring == null || wiring.getClassLoader() == null
        ? null
        : new WeakReference<>(wiring.getClassLoader());
  }

  private static boolean isCollected(WeakReference<ClassLoader> loader) {
    for (int i = 0; i < COLLECTIONS && loader.get() != null; i++) {
      System.gc();
      try {
        TimeUnit.MILLISECONDS.sleep(COLLECTION_MILLIS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return loader.get() == null;
  }

  /** Whether it is gone. */
  private boolean end(Running each) {
    return switch (each.live()) {
      case Live.InProcess(Bundle bundle) -> examiner.discard(bundle, each.who());
      case Live.Isolated(IsolatedBundle bundle) -> {
        bundle.close();
        yield true;
      }
    };
  }

  private void retireLingering() {
    lingering.removeIf(each -> uses(each.live()).isEmpty() && end(each));
  }

  // ---------------------------------------------------------------- rollback and uninstall

  synchronized DeploymentReport rollback(String bundle) throws RefusedException {
    long begin = System.nanoTime();
    String symbolicName = bundle == null ? last() : present(bundle);
    List<StoredJar> jars = store.jars(symbolicName);
    if (jars.size() < 2) {
      throw new RefusedException(
          symbolicName
              + " has no former jar to go back to: "
              + jars.getLast().version()
              + " is the first that was deployed.");
    }
    StoredJar former = jars.get(jars.size() - 2);
    Request request = new Request(Action.ROLLBACK, symbolicName, former.source());
    JarFacts facts = null;
    try {
      facts = JarReader.read(store.path(former.sha256()), symbolicName);
      DeploymentReport report = replace(request, facts, former.sha256(), begin);
      record(report, former);
      return report;
    } catch (RefusedException e) {
      refused(request, facts, former.sha256(), e);
      throw e;
    } finally {
      clean();
    }
  }

  private String last() throws RefusedException {
    return store.symbolicNames().stream()
        .max((a, b) ->
            store
                .current(a)
                .orElseThrow()
                .since()
                .compareTo(store.current(b).orElseThrow().since()))
        .orElseThrow(() -> new RefusedException("Nothing is deployed: there is nothing to undo."));
  }

  private String present(String symbolicName) throws RefusedException {
    Set<String> names = store.symbolicNames();
    if (names.contains(symbolicName)) {
      return symbolicName;
    }
    throw new RefusedException(
        "The bundle '"
            + symbolicName
            + "' is not deployed: "
            + (names.isEmpty()
                ? "nothing is."
                : "take one of " + String.join(", ", names.stream().sorted().toList()) + "."));
  }

  synchronized DeploymentReport uninstall(String bundle) throws RefusedException {
    long begin = System.nanoTime();
    String symbolicName = present(bundle);
    StoredJar jar = store.current(symbolicName).orElseThrow();
    Running old = running.get(symbolicName);
    try {
      if (old != null && old.live() instanceof Live.InProcess(Bundle inProcess)) {
        List<String> users = Wiring.users(inProcess);
        if (!users.isEmpty()) {
          throw new RefusedException(
              symbolicName + " cannot be taken out: " + String.join(", ", users) + ".");
        }
      }
      List<String> bypassed =
          old == null
              ? List.of()
              : uses(old.live()).stream().map(use -> use.pipeline() + "." + use.node()).toList();
      store.undeployed(symbolicName);
      running.remove(symbolicName);
      trouble.remove(symbolicName);
      Retirement retirement = old == null ? Retirement.NONE : retire(old);
      DeploymentReport report =
          new DeploymentReport(
              Action.UNINSTALL,
              symbolicName,
              jar.version(),
              "",
              jar.sha256(),
              old == null ? NOT_CHECKED : old.signature(),
              List.of(),
              bypassed,
              retirement.loader(),
              retirement.retained(),
              0,
              List.of(),
              (System.nanoTime() - begin) / NANOS_PER_MILLI);
      record(report, jar);
      return report;
    } catch (IOException e) {
      throw new RefusedException(
          symbolicName + " cannot be taken out of the store (" + e.getMessage() + ").", e);
    } catch (RefusedException e) {
      refused(new Request(Action.UNINSTALL, symbolicName, jar.source()), null, jar.sha256(), e);
      throw e;
    } finally {
      clean();
    }
  }

  // ---------------------------------------------------------------- the deploy folder's memory

  /** The digests of what was deployed from the deploy folder, by file name. */
  synchronized Map<String, String> files() {
    return store.files();
  }

  synchronized void file(String name, String sha256) {
    try {
      store.file(name, sha256);
    } catch (IOException e) {
      log.error("What became of {} could not be stored", name, e);
    }
  }

  /** The bundles that run from a file of the deploy folder. */
  synchronized List<String> from(String file) {
    return store.symbolicNames().stream()
        .filter(name -> store.current(name).orElseThrow().source().equals(file))
        .toList();
  }

  /**
   * Takes note that what runs lies in the deploy folder under another name now.
   *
   * @return false if the jar is not what runs of its bundle
   */
  synchronized boolean moved(String sha256, String file) {
    for (String name : running.keySet()) {
      if (store.current(name).orElseThrow().sha256().equals(sha256)) {
        try {
          store.moved(name, file);
        } catch (IOException e) {
          log.error("That {} is now in {} could not be stored", name, file, e);
        }
        return true;
      }
    }
    return false;
  }

  // ---------------------------------------------------------------- what is there

  synchronized List<DeployedBundle> list() {
    return store.symbolicNames().stream().sorted().map(this::describe).toList();
  }

  private DeployedBundle describe(String symbolicName) {
    List<StoredJar> jars = store.jars(symbolicName);
    StoredJar jar = jars.getLast();
    Optional<Running> now = Optional.ofNullable(running.get(symbolicName));
    return new DeployedBundle(
        symbolicName,
        jar.version(),
        jar.sha256(),
        jar.source(),
        jar.since(),
        now.map(Running::signature).orElse(NOT_CHECKED),
        now.map(each -> each.live().bundleId()).orElse(-1L),
        now.map(each -> each.live().pid()).orElse(0L),
        now.map(Running::types).orElse(List.of()),
        now.map(each -> uses(each.live())).orElse(List.of()).stream()
            .map(use -> use.pipeline() + "." + use.node())
            .toList(),
        jars.subList(0, jars.size() - 1).stream().map(StoredJar::version).toList(),
        trouble.getOrDefault(symbolicName, ""));
  }

  synchronized List<DeploymentEvent> history() {
    try {
      return store.history();
    } catch (IOException e) {
      log.error("The history could not be read", e);
      return List.of();
    }
  }

  private void record(DeploymentReport report, StoredJar jar) {
    String sentence =
        report.oldClassLoader() == OldClassLoader.RETAINED
            ? "The class loader of the old code is still held: "
                + (report.retained().isEmpty()
                    ? "rt:leaks finds out by what."
                    : String.join(" ", report.retained()))
            : String.join(" ", report.warnings());
    record(
        new DeploymentEvent(
            Instant.now(),
            report.action(),
            true,
            report.symbolicName(),
            report.version(),
            report.replaced(),
            jar.sha256(),
            jar.source(),
            report.signature().signer(),
            report.swaps().size(),
            report.blocks(),
            report.late(),
            report.ramped(),
            sentence));
  }

  private void refused(Request request, JarFacts facts, String sha256, RefusedException why) {
    log.info("{} was refused", request.name(), why);
    record(
        new DeploymentEvent(
            Instant.now(),
            request.action() == null ? Action.INSTALL : request.action(),
            false,
            facts == null ? request.name() : facts.symbolicName(),
            facts == null ? "" : facts.version().toString(),
            "",
            sha256,
            request.source(),
            "",
            0,
            0,
            0,
            0,
            why.getMessage()));
  }

  private void record(DeploymentEvent event) {
    try {
      store.record(event);
    } catch (IOException e) {
      log.error("The history could not be written", e);
    }
  }

  private void clean() {
    try {
      store.clean();
    } catch (IOException e) {
      log.warn("The store could not be cleaned", e);
    }
  }

  /** Whether a file can be read as a jar: one that is being copied cannot. */
  static boolean isWhole(Path jar) {
    try {
      var _ = JarReader.read(jar, name(jar));
      return true;
    } catch (UnreadableJarException _) {
      return false;
    } catch (RefusedException _) {
      return Files.isRegularFile(jar);
    }
  }
}
