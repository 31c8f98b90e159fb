// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene.internal;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.tactus.hygiene.Retainer;

/** The roots that keep a class loader, where they can be looked at without a heap dump. */
final class Roots {
  private final ClassLoader loader;
  private final String bundle;

  Roots(ClassLoader loader, String bundle) {
    this.loader = loader;
    this.bundle = bundle;
  }

  /** All that are found. */
  List<Retainer> find(BundleWiring wiring) {
    List<Retainer> found = new ArrayList<>();
    ThreadScan scan = new ThreadScan(loader, bundle);
    for (ThreadScan.Found each : scan.threads()) {
      found.add(new Retainer(each.kind(), each.stray().name(), each.stray().sentence()));
    }
    found.addAll(scan.threadLocals());
    found.addAll(shutdownHooks());
    found.addAll(managedBeans());
    found.addAll(logHandlers());
    found.addAll(wires(wiring));
    return found;
  }

  private List<Retainer> shutdownHooks() {
    List<Retainer> found = new ArrayList<>();
    for (Thread hook : hooks()) {
      Object task = Internals.value(Internals.value(hook, "holder"), "task");
      String reason = null;
      if (Reach.belongs(hook, loader)) {
        reason = "a " + hook.getClass().getName();
      } else if (hook.getContextClassLoader() == loader) {
        reason = "its context class loader is the bundle's";
      } else {
        reason = Reach.path(task, "its task", loader).orElse(null);
      }
      if (reason != null) {
        found.add(
            new Retainer(
                Retainer.Kind.SHUTDOWN_HOOK,
                hook.getName(),
                "the shutdown hook '" + hook.getName() + "': " + reason));
      }
    }
    return found;
  }

  private static List<Thread> hooks() {
    try {
      Class<?> type = Class.forName("java.lang.ApplicationShutdownHooks");
      Optional<?> hooks = Internals.field(type, "hooks").map(field -> Internals.get(field, null));
      // Null once the process has begun to end.
      if (hooks.isEmpty() || !(hooks.get() instanceof Map<?, ?> map)) {
        return List.of();
      }
      synchronized (type) {
        return map.keySet().stream().map(Thread.class::cast).toList();
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("this JDK keeps its shutdown hooks elsewhere", e);
    }
  }

  private List<Retainer> managedBeans() {
    List<Retainer> found = new ArrayList<>();
    Set<MBeanServer> servers = new LinkedHashSet<>(MBeanServerFactory.findMBeanServer(null));
    servers.add(ManagementFactory.getPlatformMBeanServer());
    for (MBeanServer server : servers) {
      for (ObjectName name : server.queryNames(null, null)) {
        try {
          if (server.getClassLoaderFor(name) == loader) {
            found.add(
                new Retainer(
                    Retainer.Kind.MBEAN,
                    name.toString(),
                    "the managed bean '" + name + "' was not unregistered"));
          }
        } catch (InstanceNotFoundException _) {
          // Unregistered meanwhile.
        }
      }
    }
    return found;
  }

  private List<Retainer> logHandlers() {
    List<Retainer> found = new ArrayList<>();
    for (String name : Collections.list(LogManager.getLogManager().getLoggerNames())) {
      Logger logger = LogManager.getLogManager().getLogger(name);
      if (logger == null) {
        continue;
      }
      List<Object> parts = new ArrayList<>(List.of(logger.getHandlers()));
      for (Handler handler : logger.getHandlers()) {
        Collections.addAll(parts, handler.getFilter(), handler.getFormatter());
      }
      Collections.addAll(parts, logger.getFilter(), logger.getLevel(), logger);
      for (Object part : parts) {
        if (part != null && Reach.belongs(part, loader)) {
          String shown = name.isEmpty() ? "the root logger" : "the logger '" + name + "'";
          found.add(
              new Retainer(
                  Retainer.Kind.LOG_HANDLER,
                  name,
                  shown + " of java.util.logging has a " + part.getClass().getName()));
        }
      }
    }
    return found;
  }

  private List<Retainer> wires(BundleWiring wiring) {
    List<BundleWire> wires = wiring == null ? null : wiring.getProvidedWires(null);
    if (wires == null) {
      return List.of();
    }
    return wires.stream()
        .map(wire -> wire.getRequirer().getBundle())
        .filter(user -> user.getBundleId() != wiring.getBundle().getBundleId())
        .distinct()
        .map(user ->
            new Retainer(
                Retainer.Kind.WIRE,
                user.getSymbolicName(),
                "bundle "
                    + user.getSymbolicName()
                    + " is still wired to it; refresh it: felix:refresh "
                    + user.getBundleId()))
        .toList();
  }
}
