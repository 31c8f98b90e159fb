// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.annotation.Annotation;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.BundleContext;
import org.osgi.service.log.Logger;
import org.tactus.linux.CpuSet;
import org.tactus.machine.Machine;
import org.tactus.policy.JvmThreads;
import org.tactus.policy.LockedArena;
import org.tactus.policy.MemoryPolicy;
import org.tactus.policy.PolicyResult;
import org.tactus.realtime.Watchdog;
import org.tactus.realtime.internal.ThreadStopperComponent;
import org.tactus.ring.Rings;
import org.tactus.topology.CpuPlan;
import org.tactus.topology.CpuPlanner;
import org.tactus.topology.Reservation;

/** A host without rights: ordinary threads and memory, policies that a test sets. */
final class TestHost {

  final Types types = new Types();
  final Forensics forensics = new Forensics();
  final TestMemory memory = new TestMemory();
  final OrdinaryThreads threads = new OrdinaryThreads();
  final List<String> logged = new CopyOnWriteArrayList<>();
  volatile List<PolicyResult> policy = List.of();
  final Rescuer rescuer = new Rescuer(new ThreadStopperComponent());
  int machineHolds;
  int reservations;

  final EngineSettings settings =
      fake(
          EngineSettings.class,
          (_, method, _) ->
              method.getDeclaringClass() == Annotation.class
                  ? EngineSettings.class
                  : method.getDefaultValue());

  final Logger log =
      fake(
          Logger.class,
          (_, method, arguments) -> {
            logged.add(method.getName() + " " + java.util.Arrays.deepToString(arguments));
            return blank(method);
          });

  Watchdog watchdog = fake(Watchdog.class, (_, _, _) -> new Bench.NoWatch());

  final CpuPlanner planner =
      fake(
          CpuPlanner.class,
          (_, method, arguments) ->
              switch (method.getName()) {
                case "plan" ->
                    new CpuPlan(List.of(0), List.of(), CpuSet.none(), CpuSet.of(0), List.of());
                case "housekeeping" -> CpuSet.of(0);
                case "policy" -> List.of();
                case "reserve" -> reserve((String) arguments[0]);
                default -> blank(method);
              });

  final MemoryPolicy memoryPolicy =
      fake(
          MemoryPolicy.class,
          (_, method, arguments) ->
              switch (method.getName()) {
                case "lockProcess", "processResults" -> policy;
                case "allocate" -> arena((Long) arguments[1]);
                default -> blank(method);
              });

  final Machine machine =
      fake(
          Machine.class,
          (_, method, _) -> {
            switch (method.getName()) {
              case "acquire" -> machineHolds++;
              case "release" -> machineHolds--;
              default -> {}
            }
            return blank(method);
          });

  final JvmThreads jvmThreads = fake(JvmThreads.class, (_, method, _) -> blank(method));

  final Rings rings =
      fake(
          Rings.class,
          (_, method, _) ->
              method.getReturnType().isInterface()
                      && !List.class.isAssignableFrom(method.getReturnType())
                  ? fake(method.getReturnType(), (_, inner, _) -> blank(inner))
                  : blank(method));

  Services services() {
    return new Services(
        types.registry,
        threads,
        watchdog,
        planner,
        memoryPolicy,
        machine,
        jvmThreads,
        memory,
        forensics,
        new LinkedClasses(),
        rings,
        rescuer,
        () -> settings,
        log);
  }

  /** An engine on this host, which no bundle has offered a type yet. */
  Engine engine(Path instance) {
    BundleContext context =
        fake(
            BundleContext.class,
            (_, method, arguments) ->
                method.getName().equals("getProperty") && arguments[0].equals("tactus.instance")
                    ? instance.toString()
                    : blank(method));
    return new Engine(
        context,
        settings,
        threads,
        watchdog,
        planner,
        memoryPolicy,
        machine,
        jvmThreads,
        rings,
        new ThreadStopperComponent(),
        log);
  }

  private Reservation reserve(String pipeline) {
    reservations++;
    return fake(
        Reservation.class,
        (_, method, _) ->
            switch (method.getName()) {
              case "pipeline" -> pipeline;
              case "cycleCpu", "deviceIo", "housekeeping" -> CpuSet.none();
              case "duty" -> 0.1;
              case "release" -> {
                reservations--;
                yield null;
              }
              default -> blank(method);
            });
  }

  private static LockedArena arena(long bytes) {
    MemorySegment memory = java.lang.foreign.Arena.ofAuto().allocate(bytes, 4096);
    long[] used = new long[1];
    return fake(
        LockedArena.class,
        (_, method, arguments) ->
            switch (method.getName()) {
              case "carve" -> {
                MemorySegment part = memory.asSlice(used[0], (Long) arguments[0]);
                used[0] += part.byteSize();
                yield part;
              }
              case "remaining" -> memory.byteSize() - used[0];
              case "segment" -> memory;
              default -> blank(method);
            });
  }

  private static Object blank(Method method) {
    Class<?> type = method.getReturnType();
    if (List.class.isAssignableFrom(type)) {
      return List.of();
    }
    if (type == boolean.class) {
      return false;
    }
    return type == int.class
        ? 0
        : type == long.class ? (Object) 0L : type == double.class ? (Object) 0.0 : null;
  }

  static <T> T fake(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            TestHost.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "equals" -> proxy == arguments[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "toString" -> type.getSimpleName();
                  default -> handler.invoke(proxy, method, arguments);
                }));
  }
}
