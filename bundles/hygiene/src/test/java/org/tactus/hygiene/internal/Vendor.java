// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.List;
import java.util.function.IntConsumer;

/** Code as a vendor may write it; loaded by a loader of its own and guarded. */
public final class Vendor implements VendorInterface {

  public static int exitInBranches(int n) {
    int sum = 0;
    for (int i = 0; i < n; i++) {
      if (i % 3 == 2) {
        sum += i;
      } else if (i > 1000) {
        System.exit(sum);
      }
    }
    String text = n > 3 ? "many" : "few";
    return switch (text) {
      case "many" -> {
        Object shape = n % 2 == 0 ? List.of(n) : Integer.valueOf(n);
        yield switch (shape) {
          case Integer i when i > 10 -> i;
          case Integer i -> i + sum;
          default -> 7;
        };
      }
      default -> {
        try {
          System.exit(n);
          yield 1;
        } finally {
          sum++;
        }
      }
    };
  }

  public static String exitInTry() {
    try {
      Runtime.getRuntime().exit(4);
      return "went on";
    } catch (SecurityException e) {
      return e.getMessage();
    }
  }

  public static void halt() {
    Runtime.getRuntime().halt(5);
  }

  public static void methodReference() {
    IntConsumer exit = System::exit;
    exit.accept(6);
  }

  public static void boundReference() {
    Runtime runtime = Runtime.getRuntime();
    IntConsumer halt = runtime::halt;
    halt.accept(7);
  }

  public static void lambda() {
    Runnable exit = () -> System.exit(8);
    exit.run();
  }

  public static Object reflection() throws ReflectiveOperationException {
    Method exit = System.class.getMethod("exit", int.class);
    return exit.invoke(null, 9);
  }

  public static int harmlessReflection() throws ReflectiveOperationException {
    Method max = Math.class.getMethod("max", int.class, int.class);
    Method own = Vendor.class.getDeclaredMethod("own");
    return (int) max.invoke(null, 3, 9) + (int) own.invoke(null);
  }

  @SuppressWarnings("UnusedMethod")
  private static int own() {
    return 1;
  }

  public static void handle() throws Throwable {
    MethodHandle exit =
        MethodHandles.lookup()
            .findStatic(System.class, "exit", MethodType.methodType(void.class, int.class));
    exit.invokeExact(10);
  }

  public static void virtualHandle() throws Throwable {
    MethodHandle halt =
        MethodHandles.lookup()
            .findVirtual(Runtime.class, "halt", MethodType.methodType(void.class, int.class));
    halt.invokeExact(Runtime.getRuntime(), 11);
  }

  public static void boundHandle() throws Throwable {
    MethodHandle halt =
        MethodHandles.lookup()
            .bind(Runtime.getRuntime(), "halt", MethodType.methodType(void.class, int.class));
    halt.invokeExact(12);
  }

  public static void unreflected() throws Throwable {
    MethodHandles.lookup().unreflect(Runtime.class.getMethod("exit", int.class)).invoke(null, 13);
  }

  public static int harmlessHandle() throws Throwable {
    MethodHandle max =
        MethodHandles.lookup()
            .findStatic(Math.class, "max", MethodType.methodType(int.class, int.class, int.class));
    return (int) max.invokeExact(2, 14);
  }

  public static void fromInterface() {
    new Vendor().exitByDefault();
  }

  public static void fromInterfaceReference() {
    new Vendor().exitByReference();
  }

  public static void addHook() {
    Thread hook = new Thread(() -> {}, "acme-hook");
    Runtime.getRuntime().addShutdownHook(hook);
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  private Vendor() {}
}
