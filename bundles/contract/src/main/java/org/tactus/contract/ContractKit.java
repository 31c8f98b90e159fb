// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadFactory;
import org.tactus.api.Direction;
import org.tactus.api.Rational;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.contract.internal.Catalogue;
import org.tactus.contract.internal.DeviceSubject;
import org.tactus.contract.internal.Entry;
import org.tactus.contract.internal.ProcessorSubject;
import org.tactus.contract.internal.Runner;
import org.tactus.contract.internal.Subject;

/**
 * Tests a processor or a device as a host would use it, and worse. Levels are strict in their
 * order: 1, it loads and behaves; 2, every format and block size; 3, real-time conduct; 4,
 * replacement and endurance. A run is determined by its seed; what fails names the seed that makes
 * it fail again. Made, set up and run on one thread; every check runs on a thread of its own, on
 * fresh instances.
 */
public final class ContractKit {

  /** The strictest level there is. */
  public static final int HIGHEST_LEVEL = 4;

  private static final Duration TIME_LIMIT = Duration.ofSeconds(60);
  private static final long USUAL_SEED = 1;

  private final Kind<?> kind;
  private final Map<String, Object> options = new TreeMap<>();
  private final Map<String, Float> values = new TreeMap<>();
  private final Map<String, String> exceptions = new TreeMap<>();
  private int level = HIGHEST_LEVEL;
  private long seed = USUAL_SEED;
  private Rational rate;
  private int channels;
  private Direction direction;
  private Duration fuzzing = Duration.ZERO;
  private Duration timeLimit = TIME_LIMIT;
  private ThreadFactory threads = ContractKit::daemon;

  private ContractKit(Kind<?> kind) {
    this.kind = kind;
  }

  /** Tests processors that a factory makes. */
  public static ContractKit of(ProcessorFactory factory) {
    return new ContractKit(
        new Kind<>(
            Catalogue.PROCESSOR,
            kit ->
                new ProcessorSubject(
                    factory,
                    kit.options,
                    kit.values,
                    kit.rate,
                    kit.channels,
                    kit.fuzzing.toNanos())));
  }

  /**
   * Tests a device that a provider opens: with options under which it opens, and may write where it
   * is a sink.
   */
  public static ContractKit of(DeviceProvider provider) {
    return new ContractKit(
        new Kind<>(
            Catalogue.DEVICE,
            kit ->
                new DeviceSubject(
                    provider,
                    kit.options,
                    kit.direction,
                    kit.rate,
                    kit.channels,
                    kit.fuzzing.toNanos())));
  }

  /** Every check of a processor there is, in the order in which they run. */
  public static List<Check> processorChecks() {
    return Catalogue.PROCESSOR.stream().map(Entry::check).toList();
  }

  /** What differs between kinds of subjects. */
  private record Kind<S extends Subject>(List<Entry<S>> entries, Maker<S> maker) {

    List<Check> checks() {
      return entries.stream().map(Entry::check).toList();
    }

    CheckResult run(ContractKit kit, Check check, Runner runner) throws InterruptedException {
      for (Entry<S> entry : entries) {
        if (entry.check().equals(check)) {
          return runner.run(entry, maker.make(kit), kit.seed);
        }
      }
      throw new IllegalArgumentException(
          "there is no check '" + check.id() + "'; take one of checks()");
    }

    String name(ContractKit kit) {
      return maker.make(kit).name();
    }
  }

  private interface Maker<S> {
    S make(ContractKit kit);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "tactus-contract");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Sets the level up to which checks are run; the highest unless told otherwise.
   *
   * @throws IllegalArgumentException if there is no such level
   */
  public ContractKit level(int newLevel) {
    if (newLevel < 1 || newLevel > HIGHEST_LEVEL) {
      throw new IllegalArgumentException(
          "there is no level " + newLevel + "; give 1 to " + HIGHEST_LEVEL);
    }
    level = newLevel;
    return this;
  }

  /** Sets what determines everything left to chance. */
  public ContractKit seed(long newSeed) {
    seed = newSeed;
    return this;
  }

  /** Adds options, as the notation would give them: String, Long, Double or Boolean by id. */
  public ContractKit options(Map<String, ?> some) {
    options.putAll(some);
    return this;
  }

  /** Sets the value that a parameter starts with; its default unless told otherwise. */
  public ContractKit value(String parameter, double value) {
    values.put(parameter, (float) value);
    return this;
  }

  /** Sets the rate to begin with; the first of the usual ones that it takes unless told. */
  public ContractKit rate(Rational framesPerSecond) {
    rate = framesPerSecond;
    return this;
  }

  /** Sets the channels of inputs to begin with; the first usual number unless told otherwise. */
  public ContractKit channels(int count) {
    channels = count;
    return this;
  }

  /**
   * Tests one end of a device alone; both that it has unless told otherwise. Says nothing to a
   * processor.
   *
   * @param end {@link Direction#OUTPUT} for a source, {@link Direction#INPUT} for a sink
   */
  public ContractKit direction(Direction end) {
    direction = end;
    return this;
  }

  /** Sets how long to fuzz at least; a fixed number of rounds unless told otherwise. */
  public ContractKit fuzzFor(Duration duration) {
    fuzzing = duration;
    return this;
  }

  /** Sets how long a check may take, fuzzing apart, before it has failed; a minute. */
  public ContractKit timeLimit(Duration duration) {
    timeLimit = duration;
    return this;
  }

  /** Sets what makes the threads that checks run on; daemons of ordinary priority. */
  public ContractKit threads(ThreadFactory factory) {
    threads = factory;
    return this;
  }

  /**
   * Leaves a check out, which the report shows as skipped.
   *
   * @param id of the check
   * @param reason one sentence
   * @throws IllegalArgumentException if there is no such check
   */
  public ContractKit except(String id, String reason) {
    if (kind.checks().stream().noneMatch(check -> check.id().equals(id))) {
      throw new IllegalArgumentException("there is no check '" + id + "'; see checks()");
    }
    exceptions.put(id, reason);
    return this;
  }

  /** The checks up to the level, in the order in which they run. */
  public List<Check> checks() {
    return kind.checks().stream().filter(check -> check.level() <= level).toList();
  }

  /**
   * Runs one check.
   *
   * @param check one of {@link #checks}
   * @throws InterruptedException if this thread was interrupted meanwhile
   */
  public CheckResult run(Check check) throws InterruptedException {
    if (exceptions.containsKey(check.id())) {
      return new CheckResult(check, Verdict.SKIPPED, exceptions.get(check.id()), seed, 0);
    }
    return kind.run(this, check, new Runner(threads, limit().toNanos()));
  }

  private Duration limit() {
    return timeLimit.plus(fuzzing);
  }

  /**
   * Runs every check up to the level.
   *
   * @throws InterruptedException if this thread was interrupted meanwhile
   */
  public ContractReport run() throws InterruptedException {
    List<CheckResult> results = new ArrayList<>();
    CheckResult endless = null;
    for (Check check : checks()) {
      CheckResult result =
          endless == null
              ? run(check)
              : new CheckResult(
                  check,
                  Verdict.SKIPPED,
                  "not run, for '" + endless.check().id() + "' never returned",
                  seed,
                  0);
      results.add(result);
      if (result.verdict() == Verdict.FAILED && result.nanos() >= limit().toNanos()) {
        endless = result;
      }
    }
    return new ContractReport(kind.name(this), level, seed, results);
  }
}
