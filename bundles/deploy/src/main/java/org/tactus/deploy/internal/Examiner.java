// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.log.Logger;
import org.tactus.api.RefusedException;
import org.tactus.deploy.PlannedSwap;
import org.tactus.deploy.Signature;
import org.tactus.engine.NodeStatus;
import org.tactus.engine.NodeUse;
import org.tactus.engine.PipelineStatus;
import org.tactus.engine.Pipelines;

/**
 * Finds out what a jar would do: by reading it, by its manifest in the framework, and by a trial in
 * which it is started where nobody sees it.
 */
final class Examiner {
  private static final Pattern CHANNELS = Pattern.compile("(\\d+) channel");
  private static final double NANOS_PER_MICRO = 1e3;

  private final BundleContext context;
  private final Seclusion seclusion;
  private final Store store;
  private final Pipelines pipelines;
  private final Attempts attempts;
  private final Supplier<Settings> settings;
  private final Logger log;
  private final AtomicLong installations = new AtomicLong();

  Examiner(
      BundleContext context,
      Seclusion seclusion,
      Store store,
      Pipelines pipelines,
      Attempts attempts,
      Supplier<Settings> settings,
      Logger log) {
    this.context = context;
    this.seclusion = seclusion;
    this.store = store;
    this.pipelines = pipelines;
    this.attempts = attempts;
    this.settings = settings;
    this.log = log;
  }

  /**
   * Examines a jar in the store.
   *
   * @param file as the operator calls it
   * @param sha256 of the jar
   * @param predecessor what runs of the same symbolic name
   * @param isolationThere whether bundles can run in a process of their own
   * @throws RefusedException if it is no bundle
   */
  Examination examine(
      String file,
      String sha256,
      JarFacts facts,
      String replaces,
      Optional<Live> predecessor,
      boolean isolationThere)
      throws RefusedException {
    Examination examination = new Examination(file, sha256, facts);
    examination.replaces = replaces;
    try {
      checkSignature(examination);
      checkKind(examination, isolationThere);
      predecessor.ifPresent(old -> checkUsers(examination, old));
      if (examination.isAccepted()) {
        install(examination);
        checkWiring(examination);
      }
      if (examination.isAccepted() && !examination.isolated) {
        tryOut(examination);
      }
      if (predecessor.isPresent()) {
        planSwaps(examination, predecessor.get());
      }
      return examination;
    } catch (RuntimeException e) {
      discard(examination);
      throw e;
    }
  }

  private void checkSignature(Examination examination) {
    Settings now = settings.get();
    if (now.signatures() == SignaturePolicy.OFF) {
      return;
    }
    try {
      TrustStore trust = TrustStore.read(now.trust(), now.password());
      examination.signature =
          new SignatureCheck(trust, Instant.now())
              .check(store.path(examination.sha256), examination.file);
    } catch (RefusedException e) {
      examination.signature = new Signature(Signature.Status.UNSUITABLE, "", e.getMessage());
    }
    if (!examination.signature.isGood()) {
      (now.signatures() == SignaturePolicy.REQUIRE ? examination.refusals : examination.warnings)
          .add(examination.signature.sentence());
    }
  }

  private void checkKind(Examination examination, boolean isolationThere) {
    JarFacts facts = examination.facts;
    if (!facts.fragmentHost().isEmpty()) {
      examination.refuse(
          "%s is a fragment of %s, which would have to be refreshed for it: make it a bundle of its"
              + " own.",
          examination.who(), facts.fragmentHost());
    }
    if (!facts.hostPackages().isEmpty()) {
      examination.refuse(
          "%s holds a copy of %s, which Tactus has: import the package instead.",
          examination.who(), String.join(", ", facts.hostPackages()));
    }
    if (Wiring.isOfTheHost(context, facts.symbolicName())) {
      examination.refuse(
          "%s has the symbolic name of a bundle of the host: give it another.", examination.who());
    }
    examination.isolated =
        !facts.nativeCode().isEmpty() && !settings.get().trusts(facts.symbolicName());
    if (examination.isolated && !isolationThere) {
      examination.refuse(
          "%s has native code (%s) and nothing here can run it in a process of its own: start the"
              + " bundle org.tactus.isolation, or name %s in trusted of configuration %s.",
          examination.who(), facts.nativeCode().getFirst(), facts.symbolicName(), Settings.PID);
    }
  }

  private static void checkUsers(Examination examination, Live old) {
    List<String> users =
        old instanceof Live.InProcess(Bundle bundle) ? Wiring.users(bundle) : List.of();
    examination.refreshes = users;
    if (!users.isEmpty()) {
      examination.refuse(
          "%s cannot be replaced: %s and would have to be refreshed; ship that code within the"
              + " bundle that uses it.",
          examination.facts.symbolicName(), String.join(", ", users));
    }
  }

  private void install(Examination examination) {
    String location =
        Seclusion.LOCATION
            + examination.facts.symbolicName()
            + "/"
            + examination.sha256
            + "#"
            + installations.incrementAndGet();
    Path jar = store.path(examination.sha256);
    MessageDigest digest = Store.sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(jar), digest)) {
      examination.bundle = context.installBundle(location, in);
    } catch (BundleException e) {
      examination.refuse(
          "%s cannot be installed (%s): build it again.", examination.who(), Attempts.brief(e));
      return;
    } catch (IOException e) {
      examination.refuse(
          "%s cannot be read from the store (%s): install it again.",
          examination.who(), e.getMessage());
      return;
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(examination.sha256)) {
      examination.refuse(
          "%s is no longer what was checked: its file %s in the store was changed.",
          examination.who(), jar.getFileName());
    }
  }

  private void checkWiring(Examination examination) {
    if (!examination.isAccepted()) {
      return;
    }
    Wiring wiring = new Wiring(context, seclusion, examination.bundle);
    examination.resolves = wiring.resolves();
    examination.missing = wiring.missing();
    if (!examination.missing.isEmpty()) {
      examination.refuse(
          "%s needs what is not there: %s.",
          examination.who(), String.join(", ", examination.missing));
    }
    List<String> reserved = wiring.reservedExports();
    if (!reserved.isEmpty()) {
      examination.refuse(
          "%s exports %s, which is Tactus's or the platform's: take it out of Export-Package.",
          examination.who(), String.join(", ", reserved));
      return;
    }
    List<String> disturbed = wiring.disturbed();
    if (!disturbed.isEmpty()) {
      examination.refreshes = disturbed;
      examination.refuse(
          "%s would make others refresh (%s): take the package out of Export-Package.",
          examination.who(), String.join("; ", disturbed));
    }
  }

  private void tryOut(Examination examination) {
    Bundle bundle = examination.bundle;
    String who = examination.who();
    try {
      seclusion.letResolve(bundle);
      if (!context.getBundle(0).adapt(FrameworkWiring.class).resolveBundles(List.of(bundle))) {
        throw new RefusedException(
            who
                + " cannot be resolved, although all that it needs is there: packages that it uses"
                + " contradict each other; the log says which.");
      }
      start(bundle, who);
      List<String> hooks = Offers.hooks(bundle);
      if (!hooks.isEmpty()) {
        throw new RefusedException(
            who + " registers a " + hooks.getFirst() + ", which reaches into other bundles.");
      }
      examination.offers = offers(bundle, who);
    } catch (RefusedException e) {
      examination.refusals.add(e.getMessage());
    } finally {
      try {
        stop(bundle, who);
      } catch (RefusedException e) {
        examination.refusals.add(e.getMessage());
      }
    }
  }

  /** Starts a bundle, in bounded time. */
  void start(Bundle bundle, String who) throws RefusedException {
    attempts.run(
        who,
        "starts",
        settings.get().activation(),
        () -> {
          bundle.start(Bundle.START_TRANSIENT);
          return null;
        });
  }

  /** Stops a bundle, in bounded time. */
  void stop(Bundle bundle, String who) throws RefusedException {
    attempts.run(
        who,
        "stops",
        settings.get().activation(),
        () -> {
          bundle.stop(Bundle.STOP_TRANSIENT);
          return null;
        });
  }

  /** What a started bundle offers, in bounded time. */
  List<Offer> offers(Bundle bundle, String who) throws RefusedException {
    return attempts.run(
        who,
        "says what it offers",
        settings.get().activation(),
        () -> Offers.read(context, who, Offers.references(bundle)));
  }

  /** What these services offer, in bounded time. */
  List<Offer> offers(List<ServiceReference<?>> references, String who) throws RefusedException {
    return attempts.run(
        who,
        "says what it offers",
        settings.get().activation(),
        () -> Offers.read(context, who, references));
  }

  /** Takes a bundle out of the framework, whatever it does. */
  void discard(Examination examination) {
    if (examination.bundle != null) {
      discard(examination.bundle, examination.who());
      examination.bundle = null;
    }
  }

  /**
   * Stops and uninstalls a bundle, whatever it does.
   *
   * @return whether it is gone
   */
  boolean discard(Bundle bundle, String who) {
    try {
      if ((bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING | Bundle.STOPPING)) != 0) {
        stop(bundle, who);
      }
    } catch (RefusedException e) {
      log.warn("{}", e.getMessage());
    }
    try {
      attempts.run(
          who,
          "is uninstalled",
          settings.get().activation(),
          () -> {
            bundle.uninstall();
            return null;
          });
      seclusion.forget(bundle);
      return true;
    } catch (RefusedException e) {
      log.error("{}", e.getMessage());
      return false;
    }
  }

  private void planSwaps(Examination examination, Live old) {
    List<Offer> former = List.of();
    if (examination.isAccepted() && old instanceof Live.InProcess(Bundle bundle)) {
      try {
        former = offers(bundle, examination.facts.symbolicName());
      } catch (RefusedException e) {
        // What it says of its predecessor's ports is not needed: the engine asks for each node.
        log.warn("{}", e.getMessage());
      }
    }
    for (long id : old.serviceIds()) {
      for (NodeUse use : pipelines.uses(id)) {
        planSwap(examination, former, use);
      }
    }
  }

  private void planSwap(Examination examination, List<Offer> former, NodeUse use) {
    Optional<Offer> successor = find(examination.offers, use.type());
    double left = leftMicros(use.pipeline());
    double budget = successor.map(offer -> budgetMicros(use, offer)).orElse(0.0);
    String from = use.version().isEmpty() ? use.type() : use.type() + "@" + use.version();
    PlannedSwap swap =
        new PlannedSwap(
            use.pipeline(), use.node(), from, successor.map(Offer::title).orElse(""), budget, left);
    examination.swaps.add(swap);
    if (examination.isolated || !examination.isAccepted()) {
      return;
    }
    if (successor.isEmpty()) {
      examination.refuse(
          "%s no longer has the type %s, which node %s of pipeline %s runs: stop the pipeline or"
              + " edit it first.",
          examination.who(), use.type(), use.node(), use.pipeline());
      return;
    }
    Optional<Offer> before = find(former, use.type());
    if (before.isPresent()
        && !before.get().ports().isEmpty()
        && !successor.get().ports().isEmpty()
        && !before.get().ports().equals(successor.get().ports())) {
      examination.refuse(
          "%s changes the ports of %s, which node %s of pipeline %s runs: give the type another"
              + " name.",
          examination.who(), use.type(), use.node(), use.pipeline());
    }
    if (!swap.fits()) {
      examination.refuse(
          "%s declares that a cycle of %s costs %.0f µs, and pipeline %s has %.0f µs of its period"
              + " left while node %s runs twice: give it a longer period.",
          examination.who(),
          use.type(),
          swap.budgetMicros(),
          use.pipeline(),
          swap.leftMicros(),
          use.node());
    }
  }

  private static Optional<Offer> find(List<Offer> offers, String type) {
    return offers.stream()
        .filter(offer -> offer.kind() != Offer.Kind.CODEC && offer.type().equals(type))
        .findFirst();
  }

  private double budgetMicros(NodeUse use, Offer offer) {
    PipelineStatus status = pipelines.status(use.pipeline()).orElse(null);
    if (status == null || status.period() == 0) {
      return 0;
    }
    int channels =
        status.nodes().stream()
            .filter(node -> node.name().equals(use.node()))
            .map(NodeStatus::formats)
            .map(CHANNELS::matcher)
            .filter(Matcher::find)
            .mapToInt(matcher -> Integer.parseInt(matcher.group(1)))
            .findFirst()
            .orElse(1);
    return offer.contract().budgetNanos(status.period(), channels) / NANOS_PER_MICRO;
  }

  private double leftMicros(String pipeline) {
    PipelineStatus status = pipelines.status(pipeline).orElse(null);
    if (status == null || status.rate() == null || status.specification().freewheel()) {
      return Double.POSITIVE_INFINITY;
    }
    double period = status.rate().nanos(status.period());
    double load = Double.isFinite(status.load()) ? status.load() : 0;
    return Math.max(0, period * (1 - load)) / NANOS_PER_MICRO;
  }
}
