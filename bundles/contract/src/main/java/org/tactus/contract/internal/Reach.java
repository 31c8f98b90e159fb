// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.reflect.AccessFlag;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The methods of a vendor's classes that can be reached from a processor's methods, and what they
 * do that a cycle must not. Read from the class files, so that code which seldom runs counts too.
 */
final class Reach {

  private static final List<String> WAITING =
      List.of(
          "java/io/",
          "java/net/",
          "java/nio/file/",
          "java/nio/channels/",
          "java/util/logging/",
          "org/slf4j/",
          "org/osgi/service/log/",
          "java/util/concurrent/BlockingQueue",
          "java/util/concurrent/CountDownLatch",
          "java/util/concurrent/CyclicBarrier",
          "java/util/concurrent/Exchanger",
          "java/util/concurrent/Future",
          "java/util/concurrent/Phaser",
          "java/util/concurrent/Semaphore",
          "java/util/concurrent/locks/Lock",
          "java/util/concurrent/locks/ReentrantLock",
          "java/util/concurrent/locks/ReentrantReadWriteLock",
          "java/util/concurrent/locks/StampedLock",
          "java/util/Vector",
          "java/util/Hashtable",
          "java/lang/Process");

  private static final Set<String> WAITING_METHODS =
      Set.of(
          "java/lang/Thread.sleep",
          "java/lang/Thread.join",
          "java/lang/Thread.start",
          "java/lang/Thread.yield",
          "java/lang/Object.wait",
          "java/lang/System.gc",
          "java/lang/Runtime.gc",
          "java/lang/Runtime.exec",
          "java/util/concurrent/locks/LockSupport.park",
          "java/util/concurrent/locks/LockSupport.parkNanos",
          "java/util/concurrent/locks/LockSupport.parkUntil");

  private final ClassLoader loader;
  private final String packages;
  private final Map<String, ClassModel> classes = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final Deque<Place> open = new ArrayDeque<>();
  private final List<String> findings = new ArrayList<>();
  private int methods;

  private record Place(String owner, String name, String descriptor) {}

  private Reach(Class<?> type) {
    loader = type.getClassLoader();
    packages = packages(type).replace('.', '/');
  }

  /** How the names of a vendor's classes begin. */
  static String packages(Class<?> type) {
    String name = type.getPackageName();
    return (name.endsWith(".internal")
            ? name.substring(0, name.length() - ".internal".length())
            : name)
        + ".";
  }

  /** What methods of a class, of whatever signature, reach. */
  static Reach from(Class<?> type, String... names) {
    Reach reach = new Reach(type);
    String owner = type.getName().replace('.', '/');
    for (String at = owner; at != null; at = reach.superclass(at)) {
      ClassModel model = reach.model(at);
      for (String name : names) {
        if (model != null) {
          model.methods().stream()
              .filter(method -> method.methodName().equalsString(name))
              .forEach(method -> reach.open(owner, name, method.methodType().stringValue()));
        }
      }
    }
    while (!reach.open.isEmpty()) {
      reach.visit(reach.open.pop());
    }
    return reach;
  }

  /** How many methods were read. */
  int methods() {
    return methods;
  }

  /** A clause for each thing that a cycle must not do: "Mixer.process() takes a monitor". */
  List<String> findings() {
    return findings;
  }

  private void open(String owner, String name, String descriptor) {
    if (seen.add(owner + "." + name + descriptor)) {
      open.push(new Place(owner, name, descriptor));
    }
  }

  private void visit(Place place) {
    for (String at = place.owner(); at != null; at = superclass(at)) {
      ClassModel model = model(at);
      if (model == null) {
        return;
      }
      for (MethodModel method : model.methods()) {
        if (method.methodName().equalsString(place.name())
            && method.methodType().equalsString(place.descriptor())) {
          read(at, method);
          return;
        }
      }
    }
  }

  private void read(String owner, MethodModel method) {
    methods++;
    String here =
        owner.substring(owner.lastIndexOf('/') + 1)
            + "."
            + method.methodName().stringValue()
            + "()";
    if (method.flags().has(AccessFlag.SYNCHRONIZED)) {
      findings.add(here + " is synchronized");
    }
    method
        .code()
        .ifPresent(code -> {
          for (CodeElement element : code) {
            read(here, element);
          }
        });
  }

  private void read(String here, CodeElement element) {
    if (element instanceof MonitorInstruction monitor && monitor.opcode() == Opcode.MONITORENTER) {
      findings.add(here + " takes a monitor");
    } else if (element instanceof InvokeInstruction call) {
      String owner = call.owner().asInternalName();
      String name = call.name().stringValue();
      boolean waits =
          WAITING_METHODS.contains(owner + "." + name)
              || WAITING.stream().anyMatch(owner::startsWith);
      if (waits) {
        findings.add(here + " calls " + owner.replace('/', '.') + "." + name + "()");
      } else if (owner.startsWith(packages)) {
        open(owner, name, call.type().stringValue());
      }
    }
  }

  private String superclass(String name) {
    ClassModel model = model(name);
    return model == null
        ? null
        : model.superclass().map(entry -> entry.asInternalName()).orElse(null);
  }

  /** The class, or null if it is not the vendor's or cannot be read. */
  private ClassModel model(String name) {
    if (!name.startsWith(packages)) {
      return null;
    }
    return classes.computeIfAbsent(name, this::parse);
  }

  private ClassModel parse(String name) {
    try (InputStream in = loader.getResourceAsStream(name + ".class")) {
      return in == null ? null : ClassFile.of().parse(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
