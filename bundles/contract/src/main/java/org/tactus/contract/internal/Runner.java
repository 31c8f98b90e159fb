// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.tactus.api.RefusedException;
import org.tactus.contract.Check;
import org.tactus.contract.CheckResult;
import org.tactus.contract.Verdict;

/** Runs a check on a thread of its own and turns whatever comes of it into a result. */
public final class Runner {

  private final ThreadFactory threads;
  private final long limitNanos;

  /**
   * A runner.
   *
   * @param threads makes the thread of every check
   * @param limitNanos how long a check may take before it is given up
   */
  public Runner(ThreadFactory threads, long limitNanos) {
    this.threads = threads;
    this.limitNanos = limitNanos;
  }

  /** Runs one. */
  public <S extends Subject> CheckResult run(Entry<S> entry, S subject, long seed)
      throws InterruptedException {
    AtomicReference<CheckResult> result = new AtomicReference<>();
    Thread thread = threads.newThread(() -> result.set(judge(entry, subject, seed)));
    long start = System.nanoTime();
    thread.start();
    thread.join(TimeUnit.NANOSECONDS.toMillis(limitNanos));
    CheckResult found = result.get();
    if (found != null) {
      return found;
    }
    return new CheckResult(
        entry.check(),
        Verdict.FAILED,
        "its "
            + subject.calling()
            + "() has not returned for "
            + TimeUnit.NANOSECONDS.toSeconds(limitNanos)
            + " s at "
            + place(thread.getStackTrace())
            + "; end every loop and wait for nothing",
        seed,
        System.nanoTime() - start);
  }

  private static <S extends Subject> CheckResult judge(Entry<S> entry, S subject, long seed) {
    Check check = entry.check();
    long start = System.nanoTime();
    Verdict verdict;
    String sentence;
    long shownSeed = seed;
    try {
      sentence = entry.trial().run(subject, seed);
      verdict = Verdict.PASSED;
    } catch (Broken e) {
      verdict = Verdict.FAILED;
      sentence = e.getMessage();
      shownSeed = e.seed(seed);
    } catch (Inapplicable | KitPreparation.OutOfKitMemory e) {
      verdict = Verdict.SKIPPED;
      sentence = e.getMessage();
    } catch (RefusedException e) {
      verdict = Verdict.FAILED;
      sentence = "its " + subject.calling() + "() refused what it took before: " + e.getMessage();
    } catch (Throwable e) {
      verdict = Verdict.FAILED;
      sentence = thrown(subject, e);
    }
    return new CheckResult(check, verdict, sentence, shownSeed, System.nanoTime() - start);
  }

  /** The sentence for what a vendor's method must not throw. */
  static String thrown(Subject subject, Throwable thrown) {
    return "its "
        + subject.calling()
        + "() threw "
        + thrown.getClass().getName()
        + (thrown.getMessage() == null ? "" : " (" + Sentences.shortened(thrown.getMessage()) + ")")
        + " at "
        + place(thrown.getStackTrace())
        + "; refuse with RefusedException before the first cycle and throw nothing in one";
  }

  private static String place(StackTraceElement[] stack) {
    for (StackTraceElement element : stack) {
      if (!element.getClassName().startsWith("java.")
          && !element.getClassName().startsWith("jdk.")
          && !element.getClassName().startsWith("org.tactus.testkit.")) {
        return element.toString();
      }
    }
    return "an unknown place";
  }
}
