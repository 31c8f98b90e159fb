// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.tactus.api.clock.Wake;

/**
 * Finds why a cycle was late. The time from when it was due to when it ended is what a cycle
 * usually takes and two excesses: the wake-up's and the body's. What is measured to the nanosecond
 * (pauses of the JVM, waits for a CPU) is taken off them first, then what is only known to have
 * happened; what is left of the body is the node's, of the wake-up the timer's or the device's.
 */
final class Causes {

  static final String NODE = "node";
  static final String JVM_PAUSE = "jvm-pause";
  static final String COMPILATION = "compilation";
  static final String PAGE_FAULT = "page-fault";
  static final String SWAP = "swap";
  static final String PREEMPTION = "preemption";
  static final String STEAL = "steal";
  static final String INTERRUPTS = "interrupts";
  static final String DEVICE = "device";
  static final String WAKE_UP = "wake-up";

  /** A minor fault may have to clear a huge page or wait for one that is moved. */
  private static final long MINOR_FAULT_NANOS = 250_000;

  /** How long a method may be interpreted before the JIT is asked for it again. */
  private static final long INTERPRETED_NANOS = 200_000_000;

  /** What explains less of the lateness than this share is not worth a word. */
  private static final double WORTH_MENTIONING = 0.2;

  /**
   * What explains a part.
   *
   * @param nanos of the time from due to end
   */
  record Share(String cause, long nanos, String detail) {}

  private final XrunLog.Entry entry;
  private final Forensics forensics;
  private final XrunLog log;
  private final List<Share> shares = new ArrayList<>();

  /** What is not yet explained. */
  private long wakeUp;

  private long body;

  private Causes(XrunLog.Entry entry, Forensics forensics, XrunLog log) {
    this.entry = entry;
    this.forensics = forensics;
    this.log = log;
    wakeUp = Math.max(0, entry.woken() - entry.due());
    long whole = entry.ended() - entry.woken();
    long period = entry.deadline() - entry.due();
    // Where a cycle usually takes more than there is, the usual is what makes it late.
    body = Math.max(0, whole - Math.min(entry.typicalBody(), period));
  }

  /** What explains a late cycle, most first; never empty. */
  static List<Share> find(XrunLog.Entry entry, Forensics forensics, XrunLog log) {
    if (entry.wake() == Wake.XRUN && entry.ended() <= entry.deadline()) {
      return List.of(new Share(DEVICE, 0, "the device lost frames before this cycle"));
    }
    return new Causes(entry, forensics, log).find();
  }

  private List<Share> find() {
    takePauses();
    takeWait();
    takeSteal();
    takeInterrupts();
    takePageFaults();
    takeSwap();
    takeCompilation();
    add(NODE, body, node());
    if (entry.byDevice()) {
      add(DEVICE, wakeUp, device());
    } else {
      add(WAKE_UP, wakeUp, "the timer's interrupt came " + micros(wakeUp) + " µs late");
    }
    // Stable: of equal ones the first is the better known.
    shares.sort(Comparator.comparingLong(Share::nanos).reversed());
    if (shares.isEmpty()) {
      return List.of(new Share(NODE, 0, node()));
    }
    long least = (long) (WORTH_MENTIONING * (entry.ended() - entry.deadline()));
    Share first = shares.getFirst();
    return shares.stream().filter(share -> share == first || share.nanos > least).toList();
  }

  private void add(String cause, long nanos, String detail) {
    if (nanos > 0) {
      shares.add(new Share(cause, nanos, detail));
    }
  }

  /** Every Java thread stands still in a pause, but one that sleeps only minds when it wakes. */
  private void takePauses() {
    List<JvmEvents.Pause> pauses =
        forensics.jvm.pauses(entry.due(), entry.ended()).stream()
            .filter(pause -> pause.tid() == JvmEvents.ALL_THREADS || log.isThread(pause.tid()))
            .sorted(Comparator.comparingLong(pause -> pause.start() - entry.due()))
            .toList();
    if (pauses.isEmpty()) {
      return;
    }
    long inWakeUp = 0;
    long inBody = 0;
    long at = entry.due();
    JvmEvents.Pause longest = pauses.getFirst();
    for (JvmEvents.Pause pause : pauses) {
      long start = Math.max(at, pause.start());
      long end = Math.min(entry.ended(), pause.end());
      if (end > start) {
        long early = Math.max(0, Math.min(end, entry.woken()) - start);
        inWakeUp += early;
        inBody += end - start - early;
        at = end;
      }
      if (pause.end() - pause.start() > longest.end() - longest.start()) {
        longest = pause;
      }
    }
    inWakeUp = Math.min(inWakeUp, wakeUp);
    inBody = Math.min(inBody, body);
    wakeUp -= inWakeUp;
    body -= inBody;
    add(
        JVM_PAUSE,
        inWakeUp + inBody,
        longest.what()
            + " held the JVM for "
            + micros(longest.end() - longest.start())
            + " µs"
            + (pauses.size() > 1 ? " (of " + pauses.size() + " pauses the longest)" : ""));
  }

  private void takeWait() {
    XrunLog.KernelCounts kernel = entry.kernel();
    long inBody;
    long inWakeUp;
    if (kernel.waitNanos() == ThreadCounters.UNKNOWN) {
      inBody = kernel.involuntarySwitches() > 0 ? body : 0;
      inWakeUp = 0;
    } else if (kernel.involuntarySwitches() > 0) {
      inBody = Math.min(kernel.waitNanos(), body);
      inWakeUp = Math.min(kernel.waitNanos() - inBody, wakeUp);
    } else {
      inWakeUp = Math.min(kernel.waitNanos(), wakeUp);
      inBody = Math.min(kernel.waitNanos() - inWakeUp, body);
    }
    body -= inBody;
    wakeUp -= inWakeUp;
    String taken =
        kernel.involuntarySwitches() == 0
            ? ""
            : "it was taken away " + times(kernel.involuntarySwitches());
    String waited =
        kernel.waitNanos() == ThreadCounters.UNKNOWN
            ? ""
            : "the cycle was ready and waited "
                + micros(kernel.waitNanos())
                + " µs for CPU "
                + kernel.cpu();
    add(
        PREEMPTION,
        inBody + inWakeUp,
        (waited.isEmpty() ? "the CPU: " : waited)
            + (taken.isEmpty() || waited.isEmpty() ? taken : "; " + taken)
            + compiling());
  }

  private String compiling() {
    return forensics.jvm.compilations(entry.due(), entry.ended()).stream()
        .max(Comparator.comparingLong(one -> one.end() - one.start()))
        .map(one -> "; " + one.compiler() + " compiled " + one.method() + " at the time")
        .orElse("");
  }

  /**
   * A part of the body in which its thread neither ran nor waited nor slept. Where the kernel knows
   * what the host takes, it does not count it as running.
   */
  private long awayFromCpu() {
    XrunLog.KernelCounts kernel = entry.kernel();
    if (kernel.runNanos() == ThreadCounters.UNKNOWN) {
      return body;
    }
    // One switch is the sleep before the cycle; more are sleeps in it.
    boolean slept = kernel.voluntarySwitches() > 1;
    return slept ? 0 : Math.clamp(entry.ended() - entry.woken() - kernel.runNanos(), 0, body);
  }

  private void takeSteal() {
    int cpu = entry.kernel().cpu();
    long stolen = forensics.machine.stealNanos(cpu, entry.due(), entry.ended());
    long inWakeUp = Math.min(stolen, wakeUp);
    long inBody = Math.min(stolen - inWakeUp, awayFromCpu());
    wakeUp -= inWakeUp;
    body -= inBody;
    add(
        STEAL,
        inWakeUp + inBody,
        "the host took CPU " + cpu + " for " + micros(stolen) + " µs about that time");
  }

  private void takeInterrupts() {
    int cpu = entry.kernel().cpu();
    MachineSamples.Interrupts storm = forensics.machine.interrupts(cpu, entry.due(), entry.ended());
    long inWakeUp = Math.min(storm.nanos(), wakeUp);
    long inBody = Math.min(storm.nanos() - inWakeUp, body);
    wakeUp -= inWakeUp;
    body -= inBody;
    add(
        INTERRUPTS,
        inWakeUp + inBody,
        String.format(
            Locale.ROOT,
            "%.0f interrupts a second about that time, against %.0f usually",
            storm.rate(),
            storm.usualRate()));
  }

  private void takePageFaults() {
    long minor = entry.kernel().minorFaults();
    long major = entry.kernel().majorFaults();
    long taken = major > 0 ? body : Math.min(body, minor * MINOR_FAULT_NANOS);
    body -= taken;
    add(PAGE_FAULT, taken, minor + major + " page faults (" + major + " with I/O) in the cycle");
  }

  private void takeSwap() {
    if (entry.swapping()) {
      long taken = body;
      body = 0;
      add(SWAP, taken, "a node ran its old and its new code side by side");
    }
  }

  private void takeCompilation() {
    JvmEvents.Deoptimization found = null;
    for (JvmEvents.Deoptimization one :
        forensics.jvm.deoptimizations(entry.woken() - INTERPRETED_NANOS, entry.ended())) {
      if (log.isThread(one.tid())
          && !forensics.jvm.isCompiled(one.method(), one.time(), entry.woken())) {
        found = one;
      }
    }
    if (found != null) {
      long taken = body;
      body = 0;
      add(
          COMPILATION,
          taken,
          found.method() + " was deoptimised (" + found.reason() + ") and was interpreted");
    }
  }

  private String node() {
    XrunLog.NodeTime node = entry.node();
    return "node '"
        + node.name()
        + "' took "
        + micros(node.nanos())
        + " µs"
        + (node.typicalNanos() == 0
            ? " in its first cycle"
            : " against " + micros(node.typicalNanos()) + " typically")
        + (entry.kernel().voluntarySwitches() > 1
            ? " and slept " + times(entry.kernel().voluntarySwitches() - 1)
            : "");
  }

  private String device() {
    return entry.wake() == Wake.XRUN
        ? "the device lost frames and signalled " + micros(wakeUp) + " µs late"
        : "the device signalled " + micros(wakeUp) + " µs late";
  }

  private static String times(long count) {
    return count == 1 ? "once" : count + " times";
  }

  private static String micros(long nanos) {
    return String.format(Locale.ROOT, "%.0f", nanos / 1e3);
  }
}
