// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor.internal;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.tactus.doctor.DoctorCheck;
import org.tactus.doctor.Finding;

/** How the JVM was started, read from the JVM and not from its command line. */
@Component(service = DoctorCheck.class)
public final class JvmChecks implements DoctorCheck {
  private static final int WANTED_VERSION = 25;

  /**
   * What is asked of a JVM.
   *
   * @param feature its version
   * @param option the value of a flag, empty for one that it does not have
   * @param collectors the names of its collectors
   * @param arguments what it was started with
   * @param initialHeap bytes
   * @param highestHeap bytes
   */
  record Jvm(
      int feature,
      Function<String, Optional<String>> option,
      List<String> collectors,
      List<String> arguments,
      long initialHeap,
      long highestHeap) {

    static Jvm running() {
      MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
      return new Jvm(
          Runtime.version().feature(),
          Jvm::optionOfRunning,
          ManagementFactory.getGarbageCollectorMXBeans().stream()
              .map(GarbageCollectorMXBean::getName)
              .toList(),
          ManagementFactory.getRuntimeMXBean().getInputArguments(),
          heap.getInit(),
          heap.getMax());
    }

    private static Optional<String> optionOfRunning(String name) {
      MBeanServer server = ManagementFactory.getPlatformMBeanServer();
      try {
        Object option =
            server.invoke(
                new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                "getVMOption",
                new Object[] {name},
                new String[] {String.class.getName()});
        return option instanceof CompositeData data
            ? Optional.of(String.valueOf(data.get("value")))
            : Optional.empty();
      } catch (InstanceNotFoundException | RuntimeMBeanException _) {
        return Optional.empty();
      } catch (JMException e) {
        throw new IllegalStateException("The JVM's option " + name + " could not be read", e);
      }
    }

    boolean is(String name, boolean wanted) {
      return option.apply(name).filter(Boolean.toString(wanted)::equals).isPresent();
    }
  }

  private final Jvm given;

  @Activate
  public JvmChecks() {
    this(null);
  }

  JvmChecks(Jvm given) {
    this.given = given;
  }

  @Override
  public List<Finding> examine() {
    Jvm jvm = given == null ? Jvm.running() : given;
    return List.of(
        version(jvm),
        collector(jvm),
        heap(jvm),
        flag(
            jvm,
            "jvm.pretouch",
            "Heap pages",
            "AlwaysPreTouch",
            true,
            "The first touch of a heap page faults, on the cycle too."),
        flag(
            jvm,
            "jvm.uncommit",
            "Heap given back",
            "ZUncommit",
            false,
            "The collector gives pages back and takes them again, which faults."),
        flag(
            jvm,
            "jvm.perf_memory",
            "Statistics of the JVM in a file",
            "PerfDisableSharedMem",
            true,
            "A safepoint waits for the disk when the kernel writes the file back."),
        logging(jvm),
        safepoints(jvm),
        agents(jvm));
  }

  private static Finding version(Jvm jvm) {
    HostCheck check =
        new HostCheck(
            "jvm.version", "Java version", "The collector of older versions pauses for longer.");
    return jvm.feature() >= WANTED_VERSION
        ? check.ok("JDK " + jvm.feature())
        : check.fail("JDK " + jvm.feature(), "Set JAVA_HOME to a JDK 25 or newer.");
  }

  private static Finding collector(Jvm jvm) {
    HostCheck check =
        new HostCheck(
            "jvm.collector",
            "Garbage collector",
            "Collections stop every thread, 25 to 42 ms under an allocating load; generational ZGC"
                + " stays below 1 ms.");
    String seen = String.join(", ", jvm.collectors());
    boolean generational = jvm.collectors().stream().anyMatch(name -> name.startsWith("ZGC Minor"));
    return generational
        ? check.ok("generational ZGC (" + seen + ")")
        : check.warn(seen, "Start with bin/tactus, or with -XX:+UseZGC");
  }

  private static Finding heap(Jvm jvm) {
    HostCheck check =
        new HostCheck(
            "jvm.heap",
            "Heap size",
            "A heap that grows takes new pages from the kernel while the cycle runs.");
    String seen = "%d to %d MiB".formatted(jvm.initialHeap() >> 20, jvm.highestHeap() >> 20);
    return jvm.initialHeap() == jvm.highestHeap()
        ? check.ok((jvm.highestHeap() >> 20) + " MiB, fixed")
        : check.warn(seen, "Start with bin/tactus, or with -Xms256m -Xmx256m");
  }

  private static Finding flag(
      Jvm jvm, String id, String title, String name, boolean wanted, String cost) {
    HostCheck check = new HostCheck(id, title, cost);
    String argument = "-XX:" + (wanted ? "+" : "-") + name;
    Optional<String> value = jvm.option().apply(name);
    if (value.isEmpty()) {
      return check.info(
          "this JVM has no option " + name, "Use a JDK 25 with HotSpot, and " + argument);
    }
    return jvm.is(name, wanted)
        ? check.ok(argument)
        : check.warn(name + " is " + value.get(), "Start with bin/tactus, or with " + argument);
  }

  private static Finding logging(Jvm jvm) {
    HostCheck check =
        new HostCheck(
            "jvm.logging",
            "Log of the JVM",
            "A collector thread that logs waits for the disk or the terminal.");
    boolean logs =
        jvm.arguments().stream()
            .anyMatch(
                a -> a.startsWith("-Xlog:") && !a.contains("async") && !a.equals("-Xlog:disable"));
    boolean async = jvm.arguments().stream().anyMatch(a -> a.startsWith("-Xlog:async"));
    if (async) {
      return check.ok("asynchronous");
    }
    return logs
        ? check.warn("-Xlog without -Xlog:async", "Start with bin/tactus, or with -Xlog:async")
        : check.info("not asynchronous", "Start with bin/tactus, or with -Xlog:async");
  }

  private static Finding safepoints(Jvm jvm) {
    HostCheck check =
        new HostCheck(
            "jvm.safepoints",
            "Periodic safepoints",
            "The JVM stops every thread at this interval without need.");
    String interval = jvm.option().apply("GuaranteedSafepointInterval").orElse("0");
    return interval.equals("0")
        ? check.ok("none")
        : check.warn(
            "every " + interval + " ms",
            "Start without -XX:GuaranteedSafepointInterval, whose default in JDK 25 is 0");
  }

  private static Finding agents(Jvm jvm) {
    HostCheck check =
        new HostCheck(
            "jvm.agents",
            "Agents and debuggers",
            "They change code while it runs and stop threads when they look.");
    List<String> agents =
        jvm.arguments().stream()
            .filter(
                a -> a.startsWith("-agent") || a.startsWith("-javaagent") || a.equals("-Xdebug"))
            .toList();
    return agents.isEmpty()
        ? check.ok("none at start")
        : check.warn(String.join(" ", agents), "Start without " + String.join(" ", agents));
  }
}
