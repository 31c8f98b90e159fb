// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene.internal;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.netbeans.lib.profiler.heap.ArrayItemValue;
import org.netbeans.lib.profiler.heap.FieldValue;
import org.netbeans.lib.profiler.heap.GCRoot;
import org.netbeans.lib.profiler.heap.Heap;
import org.netbeans.lib.profiler.heap.HeapFactory;
import org.netbeans.lib.profiler.heap.Instance;
import org.netbeans.lib.profiler.heap.JavaClass;
import org.netbeans.lib.profiler.heap.ObjectFieldValue;
import org.netbeans.lib.profiler.heap.ThreadObjectGCRoot;
import org.netbeans.lib.profiler.heap.Value;

/**
 * The program that reads a heap dump: prints the path from a root to a class loader, a step a line.
 */
final class HeapPathFinder {
  private final Heap heap;

  private HeapPathFinder(Heap heap) {
    this.heap = heap;
  }

  /**
   * Called by {@link HeapPath}.
   *
   * @param arguments the dump, the class that watches class loaders, the token of one of its
   *     objects
   */
  public static void main(String[] arguments) throws IOException {
    Heap heap = HeapFactory.createHeap(new File(arguments[0]));
    HeapPathFinder finder = new HeapPathFinder(heap);
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    finder.path(finder.loader(arguments[1], Long.parseLong(arguments[2]))).forEach(out::println);
    out.flush();
  }

  /** Null if it was collected. */
  private Instance loader(String watchClass, long token) throws IOException {
    JavaClass type = heap.getJavaClassByName(watchClass);
    if (type != null) {
      for (Object each : type.getInstances()) {
        Instance watch = (Instance) each;
        if (watch.getValueOfField("token") instanceof Long value && value == token) {
          Instance reference = (Instance) watch.getValueOfField("loader");
          return (Instance) reference.getValueOfField("referent");
        }
      }
    }
    throw new IOException("the watch " + token + " is not in the dump");
  }

  /** From the root on. */
  private List<String> path(Instance loader) {
    List<String> steps = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    Instance at = loader;
    while (at != null && seen.add(at.getInstanceId())) {
      if (at.isGCRoot()) {
        steps.addFirst(root(at));
        return steps;
      }
      Instance next = at.getNearestGCRootPointer();
      if (next == null || next.equals(at)) {
        return List.of();
      }
      steps.addFirst(step(next, at));
      at = next;
    }
    return List.of();
  }

  /** How one object refers to the next. */
  private String step(Instance from, Instance to) {
    for (Object each : to.getReferences()) {
      Value reference = (Value) each;
      if (!reference.getDefiningInstance().equals(from)) {
        continue;
      }
      if (reference instanceof ArrayItemValue item) {
        return "[" + item.getIndex() + "], " + describe(to);
      }
      if (reference instanceof ObjectFieldValue field) {
        return field.getField().getDeclaringClass().getName()
            + "."
            + ((FieldValue) field).getField().getName()
            + ", "
            + describe(to);
      }
    }
    return describe(to);
  }

  private String root(Instance instance) {
    GCRoot root = instanceRoot(instance);
    return switch (root) {
      case ThreadObjectGCRoot _ -> "thread '" + text(instance.getValueOfField("name")) + "'";
      case null -> describe(instance);
      default -> root.getKind() + ", " + describe(instance);
    };
  }

  private GCRoot instanceRoot(Instance instance) {
    Object root = heap.getGCRoot(instance);
    return root instanceof GCRoot found ? found : null;
  }

  private String describe(Instance instance) {
    JavaClass type = instance.getJavaClass();
    if (type.getName().equals("java.lang.Class")) {
      JavaClass shown = heap.getJavaClassByID(instance.getInstanceId());
      return "the class " + (shown == null ? "?" : shown.getName());
    }
    if (type.getName().equals("java.lang.Thread")) {
      return "thread '" + text(instance.getValueOfField("name")) + "'";
    }
    return "a " + type.getName();
  }

  private static String text(Object string) {
    if (!(string instanceof Instance instance)) {
      return "";
    }
    byte coder = instance.getValueOfField("coder") instanceof Byte value ? value : 0;
    if (!(instance.getValueOfField("value")
        instanceof org.netbeans.lib.profiler.heap.PrimitiveArrayInstance array)) {
      return "";
    }
    List<?> values = array.getValues();
    byte[] bytes = new byte[values.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = Byte.parseByte(values.get(i).toString());
    }
    return new String(bytes, coder == 0 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_16LE);
  }
}
