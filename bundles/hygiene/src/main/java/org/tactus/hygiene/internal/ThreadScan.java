// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene.internal;

import java.lang.ref.Reference;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tactus.hygiene.Retainer;
import org.tactus.hygiene.StrayThread;

/** Looks at every live thread for what belongs to one class loader. */
final class ThreadScan {

  /** A thread and what it has to do with the class loader. */
  record Found(Thread thread, StrayThread stray, Retainer.Kind kind) {}

  private final ClassLoader loader;
  private final String bundle;

  ThreadScan(ClassLoader loader, String bundle) {
    this.loader = loader;
    this.bundle = bundle;
  }

  /** The threads that belong to the class loader or are inside its code, by name. */
  List<Found> threads() {
    List<Found> found = new ArrayList<>();
    for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
      of(entry.getKey(), entry.getValue()).ifPresent(found::add);
    }
    found.sort(Comparator.comparing(each -> each.stray.name()));
    return found;
  }

  private Optional<Found> of(Thread thread, StackTraceElement[] stack) {
    Object task = Internals.value(Internals.value(thread, "holder"), "task");
    String reason = "";
    if (Reach.belongs(thread, loader)) {
      reason = "it is a " + thread.getClass().getName();
    } else if (task != null && Reach.belongs(task, loader)) {
      reason = "its task is a " + task.getClass().getName();
    } else if (isTimer(thread)) {
      reason = Reach.path(Internals.value(thread, "queue"), "its queue", loader).orElse("");
    }
    // A frame has a name only: another version's class may have the same.
    boolean anothers = reason.isEmpty() && isOfAnother(thread, task);
    int innermost = anothers ? -1 : innermost(stack);
    if (reason.isEmpty() && innermost >= 0 && isOutermost(stack)) {
      reason = "its first frame is " + frame(stack[innermost]);
    }
    boolean owned = !reason.isEmpty();
    Retainer.Kind kind = Retainer.Kind.THREAD;
    if (!owned && innermost >= 0) {
      reason = "it is inside the bundle's code";
    } else if (!owned && thread.getContextClassLoader() == loader) {
      reason = "its context class loader is the bundle's";
      kind = Retainer.Kind.CONTEXT_CLASS_LOADER;
    } else if (!owned && task != null) {
      // An executor's thread, perhaps of the platform, that holds a task of the bundle.
      reason = Reach.path(task, "its task", loader).orElse("");
    }
    if (reason.isEmpty()) {
      return Optional.empty();
    }
    String at = innermost < 0 ? "" : frame(stack[innermost]);
    return Optional.of(
        new Found(
            thread,
            new StrayThread(thread.getName(), thread.threadId(), bundle, at, owned, reason),
            kind));
  }

  private static boolean isTimer(Thread thread) {
    return thread.getClass().getName().equals("java.util.TimerThread");
  }

  private static boolean isOfAnother(Thread thread, Object task) {
    return isBundles(thread.getClass().getClassLoader())
        || (task != null && isBundles(task.getClass().getClassLoader()));
  }

  private static boolean isBundles(ClassLoader other) {
    return other instanceof org.osgi.framework.BundleReference;
  }

  private int innermost(StackTraceElement[] stack) {
    for (int i = 0; i < stack.length; i++) {
      if (isLoaded(stack[i].getClassName())) {
        return i;
      }
    }
    return -1;
  }

  /** Whether the first frame that is not the JDK's is the class loader's. */
  private boolean isOutermost(StackTraceElement[] stack) {
    for (int i = stack.length - 1; i >= 0; i--) {
      if (stack[i].getModuleName() == null) {
        return isLoaded(stack[i].getClassName());
      }
    }
    return false;
  }

  private boolean isLoaded(String className) {
    if (FIND_LOADED_CLASS.isEmpty()) {
      return false;
    }
    try {
      return FIND_LOADED_CLASS.get().invoke(loader, className) instanceof Class<?> type
          && type.getClassLoader() == loader;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("findLoadedClass was made accessible", e);
    }
  }

  private static final Optional<Method> FIND_LOADED_CLASS = findLoadedClass();

  private static Optional<Method> findLoadedClass() {
    try {
      Method method = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
      return method.trySetAccessible() ? Optional.of(method) : Optional.empty();
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("ClassLoader.findLoadedClass is specified", e);
    }
  }

  private static String frame(StackTraceElement element) {
    return element.getClassName() + "." + element.getMethodName();
  }

  /** The thread locals whose value or key leads to the class loader. */
  List<Retainer> threadLocals() {
    List<Retainer> found = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      for (String field : List.of("threadLocals", "inheritableThreadLocals")) {
        if (Internals.value(Internals.value(thread, field), "table") instanceof Object[] table) {
          for (Object entry : table) {
            if (entry instanceof Reference<?> key) {
              threadLocal(thread, key.get(), Internals.value(entry, "value")).ifPresent(found::add);
            }
          }
        }
      }
    }
    found.sort(Comparator.comparing(Retainer::name));
    return found;
  }

  private Optional<Retainer> threadLocal(Thread thread, Object key, Object value) {
    // A key alone is weakly held and keeps nothing.
    return Reach.path(value, "its value", loader)
        .map(path ->
            new Retainer(
                Retainer.Kind.THREAD_LOCAL,
                thread.getName(),
                "thread '"
                    + thread.getName()
                    + "' holds a thread local"
                    + (Reach.belongs(key, loader) ? " of " + key.getClass().getName() : "")
                    + ": "
                    + path));
  }
}
