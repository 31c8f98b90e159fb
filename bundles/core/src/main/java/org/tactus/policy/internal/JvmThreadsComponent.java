// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;
import org.tactus.linux.CpuSet;
import org.tactus.linux.Errno;
import org.tactus.linux.LinuxException;
import org.tactus.linux.Task;
import org.tactus.linux.ThreadScheduling;
import org.tactus.linux.Threads;
import org.tactus.policy.JvmThreads;
import org.tactus.policy.PolicyResult;

/** Finds the process's threads in {@code /proc/self/task} and schedules those without a role. */
@Component(service = JvmThreads.class, immediate = true, configurationPid = JvmThreadsComponent.PID)
@Designate(ocd = JvmThreadsConfiguration.class)
public final class JvmThreadsComponent implements JvmThreads {
  static final String PID = "org.tactus.policy.jvm";

  /** HotSpot's name of the thread that runs safepoint operations. */
  private static final String VM_THREAD = "VM Thread";

  /** Every so many scans also threads already seen are looked at, whose number may be used anew. */
  private static final int FULL_SCAN_EVERY = 20;

  private record Original(long startTicks, ThreadScheduling scheduling, CpuSet cpus) {}

  private record Settings(
      boolean enabled,
      ThreadScheduling ordinary,
      ThreadScheduling vm,
      long intervalMillis,
      List<String> exclude) {}

  private final Logger logger;
  private final GovernedThreads governed;
  private final Map<Integer, Original> originals = new HashMap<>();
  private final Set<Integer> seen = new HashSet<>();
  private final Thread scanner;
  private Settings settings;
  private CpuSet confinement = CpuSet.none();
  private CpuSet widest = CpuSet.none();
  private String refusal = "";
  private boolean warned;
  private boolean stopped;

  /** Called by Declarative Services. */
  @Activate
  public JvmThreadsComponent(
      @Reference(service = LoggerFactory.class) Logger logger,
      @Reference GovernedThreads governed,
      JvmThreadsConfiguration configuration,
      Map<String, Object> properties) {
    this.logger = logger;
    this.governed = governed;
    ConfigurationKeys.refuseUnknown(logger, JvmThreadsConfiguration.class, PID, properties);
    settings =
        Defaults.readOrDefault(
            logger, PID, JvmThreadsConfiguration.class, configuration, JvmThreadsComponent::read);
    scanner = new Thread(this::scanUntilStopped, "tactus-scanner");
    scanner.setDaemon(true);
    scan(true);
    scanner.start();
  }

  private static Settings read(JvmThreadsConfiguration c) {
    return new Settings(
        c.enabled(),
        ThreadScheduling.roundRobin(within("ordinary.priority", c.ordinary_priority(), 1, 49)),
        ThreadScheduling.fifo(within("vm.priority", c.vm_priority(), 1, 98)).withResetOnFork(),
        within("scan.interval.ms", c.scan_interval_ms(), 10, 60_000),
        List.of(c.exclude()));
  }

  private static int within(String key, int value, int lowest, int highest) {
    if (value < lowest || value > highest) {
      throw new IllegalArgumentException(
          key + " is " + value + "; choose " + lowest + " to " + highest);
    }
    return value;
  }

  /** Puts back what the old settings did and applies the new ones; a bad one changes nothing. */
  @Modified
  synchronized void modified(
      JvmThreadsConfiguration configuration, Map<String, Object> properties) {
    ConfigurationKeys.refuseUnknown(logger, JvmThreadsConfiguration.class, PID, properties);
    try {
      Settings next = read(configuration);
      restore();
      settings = next;
    } catch (RuntimeException e) {
      logger.error("Configuration {} stays as it was: {}", PID, e.getMessage());
      return;
    }
    scan(true);
    notifyAll();
  }

  /** Puts every thread back. */
  @Deactivate
  void deactivate() throws InterruptedException {
    synchronized (this) {
      stopped = true;
      notifyAll();
    }
    scanner.join();
    synchronized (this) {
      restore();
    }
  }

  private void scanUntilStopped() {
    int scans = 0;
    while (awaitNextScan()) {
      scans++;
      synchronized (this) {
        scan(scans % FULL_SCAN_EVERY == 0);
      }
    }
  }

  private synchronized boolean awaitNextScan() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.intervalMillis);
    try {
      for (long left = settings.intervalMillis;
          left > 0 && !stopped;
          left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
        wait(left);
      }
    } catch (InterruptedException _) {
      logger.warn("The scan for new threads was interrupted and ends; restart the core bundle");
      stopped = true;
    }
    return !stopped;
  }

  private synchronized void scan(boolean all) {
    if (!settings.enabled) {
      return;
    }
    List<Integer> tids = Task.tids();
    seen.retainAll(tids);
    if (all) {
      seen.clear();
      refusal = "";
    }
    for (int tid : tids) {
      if (seen.add(tid)) {
        governed.unlessGoverned(tid, () -> Task.find(tid).ifPresent(this::schedule));
      }
    }
    originals.keySet().retainAll(tids);
  }

  private void schedule(Task task) {
    if (isExcluded(task.name())) {
      return;
    }
    try {
      scheduleOrdinary(task);
    } catch (LinuxException e) {
      if (e.errno() == Errno.ESRCH) {
        return;
      }
      refusal = Remedies.scheduling(wanted(task), e);
      if (!warned) {
        logger.warn("Threads of the JVM stay as they are: {}", refusal);
        warned = true;
      }
    }
  }

  private void scheduleOrdinary(Task task) {
    ThreadScheduling wanted = wanted(task);
    boolean timeShared = !task.scheduler().isRealTime();
    boolean vm = task.name().equals(VM_THREAD);
    ThreadScheduling now = Threads.scheduling(task.tid());
    if (timeShared || vm) {
      remember(task, now);
      if (now.scheduler() != wanted.scheduler() || now.priority() != wanted.priority()) {
        Threads.setScheduling(task.tid(), wanted);
      }
    }
    if (!confinement.isEmpty() && (timeShared || vm || isInherited(now))) {
      remember(task, now);
      Threads.setAffinity(task.tid(), confinement);
    }
  }

  private void remember(Task task, ThreadScheduling now) {
    Original known = originals.get(task.tid());
    if (known == null || known.startTicks != task.startTicks()) {
      ThreadScheduling original = isInherited(now) ? ThreadScheduling.other() : now;
      originals.put(
          task.tid(), new Original(task.startTicks(), original, originalCpus(task.tid())));
    }
  }

  /** A thread born after the confinement began has inherited it. */
  private CpuSet originalCpus(int tid) {
    CpuSet now = Threads.affinity(tid);
    return now.equals(confinement) && !widest.isEmpty() ? widest : now;
  }

  private boolean isInherited(ThreadScheduling now) {
    return now.scheduler() == settings.ordinary.scheduler()
        && now.priority() == settings.ordinary.priority();
  }

  private ThreadScheduling wanted(Task task) {
    return task.name().equals(VM_THREAD) ? settings.vm : settings.ordinary;
  }

  private boolean isExcluded(String name) {
    for (String pattern : settings.exclude) {
      boolean matches =
          pattern.endsWith("*")
              ? name.startsWith(pattern.substring(0, pattern.length() - 1))
              : name.equals(pattern);
      if (matches) {
        return true;
      }
    }
    return false;
  }

  private void restore() {
    for (int tid : Task.tids()) {
      governed.unlessGoverned(tid, () -> Task.find(tid).ifPresent(this::restore));
    }
    originals.clear();
    seen.clear();
    warned = false;
  }

  private void restore(Task task) {
    Original original = originals.get(task.tid());
    if (original != null && original.startTicks != task.startTicks()) {
      original = null;
    }
    try {
      if (original != null) {
        Threads.setScheduling(task.tid(), original.scheduling);
        if (!confinement.isEmpty()) {
          Threads.setAffinity(task.tid(), original.cpus);
        }
      } else if (settings.enabled && isInherited(Threads.scheduling(task.tid()))) {
        Threads.setScheduling(task.tid(), ThreadScheduling.other());
        if (!confinement.isEmpty()) {
          Threads.setAffinity(task.tid(), widest);
        }
      }
    } catch (LinuxException e) {
      if (e.errno() != Errno.ESRCH) {
        logger.error("Thread {} could not be put back: {}", task.name(), e.getMessage());
      }
    }
  }

  @Override
  public synchronized List<PolicyResult> results() {
    if (!settings.enabled) {
      return List.of();
    }
    scan(true);
    int ordinary = 0;
    int ordinaryOk = 0;
    int confined = 0;
    int confinedOk = 0;
    List<String> wrong = new ArrayList<>();
    List<PolicyResult> results = new ArrayList<>();
    for (Task task : Task.ofProcess()) {
      boolean vm = task.name().equals(VM_THREAD);
      if (isExcluded(task.name()) || !governed.unlessGoverned(task.tid(), () -> {})) {
        continue;
      }
      ThreadScheduling now;
      CpuSet cpus;
      try {
        now = Threads.scheduling(task.tid());
        cpus = Threads.affinity(task.tid());
      } catch (LinuxException e) {
        if (e.errno() == Errno.ESRCH) {
          continue;
        }
        throw e;
      }
      if (vm) {
        results.add(verifyVmThread(now));
      } else if (now.scheduler().isRealTime() && !isInherited(now)) {
        continue;
      } else {
        ordinary++;
        if (isInherited(now)) {
          ordinaryOk++;
        } else {
          wrong.add(task.name());
        }
      }
      confined++;
      if (cpus.equals(confinement)) {
        confinedOk++;
      }
    }
    results.addFirst(verifyOrdinary(ordinary, ordinaryOk, wrong));
    if (!confinement.isEmpty()) {
      results.add(verifyCpus(confined, confinedOk));
    }
    return List.copyOf(results);
  }

  private PolicyResult verifyOrdinary(int count, int ok, List<String> wrong) {
    String requested = settings.ordinary.toString();
    String effective = ok + " of " + count + " at " + requested;
    return count == ok
        ? PolicyResult.applied("JVM threads", requested, effective)
        : PolicyResult.failed(
            "JVM threads",
            requested,
            effective + ", not " + wrong,
            refusal.isEmpty() ? "They began a moment ago; the next scan takes them" : refusal);
  }

  private PolicyResult verifyVmThread(ThreadScheduling now) {
    boolean ok =
        now.scheduler() == settings.vm.scheduler() && now.priority() == settings.vm.priority();
    return ok
        ? PolicyResult.applied(VM_THREAD, settings.vm.toString(), now.toString())
        : PolicyResult.failed(VM_THREAD, settings.vm.toString(), now.toString(), refusal);
  }

  private PolicyResult verifyCpus(int count, int ok) {
    String effective = ok + " of " + count + " on " + confinement;
    return count == ok
        ? PolicyResult.applied("JVM threads cpus", confinement.toString(), effective)
        : PolicyResult.failed(
            "JVM threads cpus",
            confinement.toString(),
            effective,
            "Name CPUs that are online and in the cpuset of this process (Cpus_allowed_list in"
                + " /proc/self/status)");
  }

  @Override
  public synchronized List<PolicyResult> confine(CpuSet cpus) {
    if (confinement.isEmpty() && !cpus.isEmpty()) {
      widest = Threads.affinity(Threads.pid());
    }
    if (!confinement.isEmpty() && !cpus.equals(confinement)) {
      liftConfinement();
    }
    confinement = cpus;
    return results();
  }

  private void liftConfinement() {
    for (Map.Entry<Integer, Original> entry : originals.entrySet()) {
      governed.unlessGoverned(
          entry.getKey(),
          () -> {
            try {
              Threads.setAffinity(entry.getKey(), entry.getValue().cpus);
            } catch (LinuxException e) {
              if (e.errno() != Errno.ESRCH) {
                logger.error("A thread keeps its CPUs: {}", e.getMessage());
              }
            }
          });
    }
  }
}
