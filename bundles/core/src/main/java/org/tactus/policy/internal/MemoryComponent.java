// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;
import org.tactus.linux.Errno;
import org.tactus.linux.LinuxException;
import org.tactus.linux.Memory;
import org.tactus.linux.MemoryMapping;
import org.tactus.linux.SystemInformation;
import org.tactus.linux.Threads;
import org.tactus.policy.LockedArena;
import org.tactus.policy.MemoryPolicy;
import org.tactus.policy.PagePreference;
import org.tactus.policy.PolicyResult;

/** Locks the process and makes arenas; what is mapped stays mapped. */
@Component(service = MemoryPolicy.class, configurationPid = MemoryComponent.PID)
@Designate(ocd = MemoryConfiguration.class)
public final class MemoryComponent implements MemoryPolicy {
  static final String PID = "org.tactus.policy.memory";

  /** Mappings that the kernel never locks: of devices, of itself, and those made of huge pages. */
  private static final Set<String> NEVER_LOCKED_FLAGS = Set.of("io", "pf", "mm", "de", "ht", "dp");

  private final Logger logger;
  private final Set<LockedArena> arenas = new LinkedHashSet<>();
  private final List<LockedMapping> pool = new ArrayList<>();
  private volatile MemoryConfiguration.Future future;
  private volatile PagePreference pages;
  private volatile List<PolicyResult> processResults = List.of();

  /** Called by Declarative Services. */
  @Activate
  public MemoryComponent(
      @Reference(service = LoggerFactory.class) Logger logger,
      MemoryConfiguration configuration,
      Map<String, Object> properties) {
    this.logger = logger;
    ConfigurationKeys.refuseUnknown(logger, MemoryConfiguration.class, PID, properties);
    MemoryConfiguration taken =
        Defaults.readOrDefault(
            logger, PID, MemoryConfiguration.class, configuration, MemoryComponent::checked);
    future = taken.future();
    pages = taken.arena_pages();
  }

  /** Reads every value once, since a value of the wrong type throws when it is read. */
  private static MemoryConfiguration checked(MemoryConfiguration configuration) {
    var _ = configuration.future();
    var _ = configuration.arena_pages();
    return configuration;
  }

  /** Takes effect on the next arena and the next lock of the process. */
  @Modified
  void modified(MemoryConfiguration configuration, Map<String, Object> properties) {
    ConfigurationKeys.refuseUnknown(logger, MemoryConfiguration.class, PID, properties);
    try {
      var _ = checked(configuration);
      future = configuration.future();
      pages = configuration.arena_pages();
    } catch (RuntimeException e) {
      logger.error("Configuration {} stays as it was: {}", PID, e.getMessage());
    }
  }

  @Override
  public synchronized List<PolicyResult> lockProcess() {
    String refusal = "";
    boolean unlimited = Remedies.mayLockEverything();
    boolean lockFuture = unlimited && future != MemoryConfiguration.Future.NONE;
    try {
      Memory.lockCurrent();
      if (lockFuture) {
        Memory.lockFuture(future == MemoryConfiguration.Future.ON_FAULT);
      }
    } catch (LinuxException e) {
      refusal = e.getMessage();
    }
    List<MemoryMapping> mappings = MemoryMapping.ofProcess();
    if (refusal.isEmpty() && mappings.stream().anyMatch(MemoryComponent::isLoose)) {
      // Threads that started between the two calls mapped memory that neither has seen.
      mappings.stream().filter(MemoryComponent::isLoose).forEach(MemoryComponent::lockOne);
      mappings = MemoryMapping.ofProcess();
    }
    processResults = List.of(verifyProcess(refusal, mappings), verifyFuture(lockFuture));
    return processResults;
  }

  private static boolean isLoose(MemoryMapping mapping) {
    return mapping.rss() > 0
        && !mapping.isLocked()
        && !mapping.path().equals("[vsyscall]")
        && mapping.flags().stream().noneMatch(NEVER_LOCKED_FLAGS::contains);
  }

  private static void lockOne(MemoryMapping mapping) {
    try {
      Memory.lock(MemorySegment.ofAddress(mapping.start()).reinterpret(mapping.size()));
    } catch (LinuxException e) {
      // Unmapped meanwhile or without access: the reading that follows tells which.
      if (e.errno() != Errno.ENOMEM && e.errno() != Errno.EAGAIN) {
        throw e;
      }
    }
  }

  private static PolicyResult verifyProcess(String refusal, List<MemoryMapping> mappings) {
    long resident = mappings.stream().mapToLong(MemoryMapping::rss).sum();
    List<MemoryMapping> unlocked = mappings.stream().filter(MemoryComponent::isLoose).toList();
    long loose = unlocked.stream().mapToLong(MemoryMapping::rss).sum();
    String effective =
        loose / 1024
            + " KiB of "
            + resident / 1024
            + " KiB resident not locked"
            + (refusal.isEmpty() ? "" : "; " + refusal);
    String name = "process memory";
    String requested = "every resident page locked";
    if (loose == 0 && refusal.isEmpty()) {
      return PolicyResult.applied(name, requested, effective);
    }
    return PolicyResult.failed(
        name,
        requested,
        effective,
        refusal.isEmpty()
            ? "Memory was mapped while it was being locked ("
                + unlocked.getFirst().path()
                + "); lock again when nothing is being loaded"
            : Remedies.memoryLock());
  }

  private PolicyResult verifyFuture(boolean asked) {
    String name = "future memory";
    String requested =
        switch (future) {
          case ON_FAULT -> "locked when touched";
          case WHOLE -> "locked when mapped";
          case NONE -> "not locked";
        };
    if (future == MemoryConfiguration.Future.NONE) {
      return PolicyResult.applied(name, requested, "not locked");
    }
    if (!asked) {
      return PolicyResult.failed(name, requested, "not locked", Remedies.memoryLock());
    }
    MemoryMapping probe = probeNewMapping();
    boolean whole = probe.locked() == probe.size();
    boolean ok = probe.isLocked() && (whole || future == MemoryConfiguration.Future.ON_FAULT);
    String effective =
        probe.isLocked() ? (whole ? "locked when mapped" : "locked when touched") : "not locked";
    return ok
        ? PolicyResult.applied(name, requested, effective)
        : PolicyResult.failed(
            name,
            requested,
            effective,
            "The kernel does not lock new mappings; use a kernel of 4.4 or later");
  }

  /** Maps two pages, touches one and reads the mapping back. */
  private static MemoryMapping probeNewMapping() {
    long page = SystemInformation.pageBytes();
    MemorySegment reserved = Memory.reserve(4 * page);
    try {
      MemorySegment probe = reserved.asSlice(page, 2 * page);
      Memory.makeAccessible(probe);
      probe.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
      return MemoryMapping.within(probe.address(), probe.byteSize()).getFirst();
    } finally {
      Memory.unmap(reserved);
    }
  }

  @Override
  public List<PolicyResult> processResults() {
    return processResults;
  }

  @Override
  public PolicyResult lockStack() {
    String name = Threads.name() + " stack";
    MemorySegment stack = Threads.stack();
    long start = stack.address();
    long end = start + stack.byteSize();
    String refusal = "";
    for (MemoryMapping mapping : writable(start, stack.byteSize())) {
      long from = Math.max(start, mapping.start());
      long to = Math.min(end, mapping.end());
      try {
        Memory.lock(MemorySegment.ofAddress(from).reinterpret(to - from));
      } catch (LinuxException e) {
        refusal = e.getMessage();
      }
    }
    List<MemoryMapping> mappings = writable(start, stack.byteSize());
    long size = mappings.stream().mapToLong(MemoryMapping::size).sum();
    long resident = mappings.stream().mapToLong(MemoryMapping::rss).sum();
    long locked = mappings.stream().mapToLong(MemoryMapping::locked).sum();
    String requested = "Size = Rss = Locked";
    String effective =
        "Size "
            + size / 1024
            + " KiB, Rss "
            + resident / 1024
            + " KiB, Locked "
            + locked / 1024
            + " KiB";
    return size == resident && resident == locked && refusal.isEmpty()
        ? PolicyResult.applied(name, requested, effective)
        : PolicyResult.failed(name, requested, effective, Remedies.memoryLock());
  }

  private static List<MemoryMapping> writable(long start, long bytes) {
    return MemoryMapping.within(start, bytes).stream()
        .filter(m -> m.permissions().startsWith("rw"))
        .toList();
  }

  @Override
  public synchronized LockedArena allocate(String name, long bytes, int numaNode) {
    if (bytes < 1) {
      throw new IllegalArgumentException(
          "An arena of " + bytes + " bytes makes no sense; ask for at least 1");
    }
    LockedMapping mapping =
        takePooled(bytes, numaNode).orElseGet(() -> LockedMapping.make(bytes, pages, numaNode));
    boolean named = Memory.nameMapping(mapping.segment(), mappingName(name));
    if (!named) {
      logger.debug("The kernel has no CONFIG_ANON_VMA_NAME, so smaps does not show {}", name);
    }
    LockedArena arena =
        new MappedArena(name, mapping, mapping.verify("arena " + name), this::takeBack);
    arenas.add(arena);
    return arena;
  }

  private Optional<LockedMapping> takePooled(long bytes, int node) {
    Optional<LockedMapping> best =
        pool.stream()
            .filter(m -> m.wanted() == pages && m.node() == node)
            .filter(m -> m.segment().byteSize() >= bytes)
            .filter(m -> m.segment().byteSize() / 4 <= Math.max(bytes, m.pages().pageBytes()))
            .min(Comparator.comparingLong(m -> m.segment().byteSize()));
    best.ifPresent(mapping -> {
      pool.remove(mapping);
      mapping.segment().fill((byte) 0);
    });
    return best;
  }

  private synchronized void takeBack(MappedArena arena) {
    arenas.remove(arena);
    pool.add(arena.mapping());
  }

  /** The kernel takes 79 printable characters without brackets, backslash, dollar and backtick. */
  private static String mappingName(String name) {
    StringBuilder text = new StringBuilder("tactus ");
    for (int i = 0; i < name.length() && text.length() < 79; i++) {
      char c = name.charAt(i);
      text.append(c > ' ' && c < 127 && "[]\\$`".indexOf(c) < 0 ? c : '_');
    }
    return text.toString();
  }

  @Override
  public synchronized List<LockedArena> arenas() {
    return List.copyOf(arenas);
  }

  @Override
  public synchronized long pooledBytes() {
    return pool.stream().mapToLong(m -> m.segment().byteSize()).sum();
  }
}
