// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.tactus.hygiene.Retainer;

/** Roots as a vendor's bundle leaves them; its classes are {@link Leaver}'s in another loader. */
class RootsTest {
  private final GuardedLoader loader = new GuardedLoader(Leaver.class);

  private Object made() throws ReflectiveOperationException {
    return loader.loadClass(Leaver.class.getName()).getConstructor().newInstance();
  }

  private List<Retainer> found() {
    return new Roots(loader, "acme.clip 1.0.0").find(null);
  }

  private Retainer only(Retainer.Kind kind, String name) {
    List<Retainer> found = found();
    assertEquals(1, found.size(), found::toString);
    assertEquals(kind, found.getFirst().kind(), found::toString);
    assertEquals(name, found.getFirst().name());
    return found.getFirst();
  }

  /** Runs something while a thread of somebody else has done something. */
  private static void onAnother(Runnable before, CheckedRunnable during) throws Exception {
    CountDownLatch ready = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    // A thread keeps its task, and the task would keep what it was made with.
    AtomicReference<Runnable> once = new AtomicReference<>(before);
    Thread thread =
        new Thread(
            () -> {
              once.getAndSet(null).run();
              ready.countDown();
              try {
                done.await();
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            },
            "somebody");
    thread.start();
    try {
      ready.await();
      during.run();
    } finally {
      done.countDown();
      thread.join();
    }
  }

  private interface CheckedRunnable {
    void run() throws Exception;
  }

  @Test
  void nothingIsFoundWhereNothingIs() throws Exception {
    assertTrue(made() != null);
    assertEquals(List.of(), found());
  }

  @Test
  void aThreadLocalOfAnotherThreadIsNamed() throws Exception {
    ThreadLocal<Object> local = new ThreadLocal<>();
    Object made = made();
    onAnother(
        () -> local.set(List.of("x", new Object[] {made})),
        () -> {
          Retainer retainer = only(Retainer.Kind.THREAD_LOCAL, "somebody");
          assertTrue(
              retainer.sentence().contains("a " + Leaver.class.getName()), retainer.sentence());
        });
    assertEquals(List.of(), found(), "it ended with its thread");
  }

  @Test
  void aThreadWithItsTaskIsItsOwn() throws Exception {
    Thread thread = new Thread((Runnable) made(), "acme-poll");
    thread.start();
    try {
      assertTrue(
          only(Retainer.Kind.THREAD, "acme-poll")
              .sentence()
              .startsWith("thread 'acme-poll' (started by bundle acme.clip 1.0.0) still "));
    } finally {
      thread.interrupt();
      thread.join();
    }
  }

  @Test
  void aContextClassLoaderIsNamedAndItsThreadLeftAlone() throws Exception {
    onAnother(
        () -> Thread.currentThread().setContextClassLoader(loader),
        () -> {
          only(Retainer.Kind.CONTEXT_CLASS_LOADER, "somebody");
          ThreadScan.Found found = new ThreadScan(loader, "acme.clip 1.0.0").threads().getFirst();
          assertFalse(found.stray().owned(), "a thread of somebody else would be stopped");
        });
  }

  @Test
  void aTaskInATimerAndInAnExecutorIsFound() throws Exception {
    Runnable task = (Runnable) made();
    Timer timer = new Timer("acme-timer", true);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            task.run();
          }
        },
        3_600_000);
    try {
      assertTrue(only(Retainer.Kind.THREAD, "acme-timer").sentence().contains("its queue"));
    } finally {
      timer.cancel();
    }
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(run -> new Thread(run, "shared"));
    ScheduledFuture<?> future = executor.schedule(task, 1, TimeUnit.HOURS);
    try {
      only(Retainer.Kind.THREAD, "shared");
      ThreadScan.Found found = new ThreadScan(loader, "acme.clip 1.0.0").threads().getFirst();
      assertFalse(found.stray().owned(), "an executor of somebody else would be stopped");
    } finally {
      future.cancel(true);
      executor.shutdownNow();
      executor.awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aShutdownHookIsNamed() throws Exception {
    Thread hook = new Thread((Runnable) made(), "acme-hook");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      only(Retainer.Kind.SHUTDOWN_HOOK, "acme-hook");
    } finally {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }

  @Test
  void aLogHandlerIsNamed() throws Exception {
    Logger logger = Logger.getLogger("acme.log");
    Handler handler =
        (Handler)
            loader.loadClass(Leaver.class.getName() + "$LogHandler").getConstructor().newInstance();
    logger.addHandler(handler);
    try {
      only(Retainer.Kind.LOG_HANDLER, "acme.log");
    } finally {
      logger.removeHandler(handler);
    }
  }

  @Test
  void lookingKeepsNothing() throws Exception {
    WeakReference<ClassLoader> gone = look();
    for (int i = 0; i < 50 && !gone.refersTo(null); i++) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertTrue(gone.refersTo(null), "the search itself keeps the class loader");
  }

  private static WeakReference<ClassLoader> look() throws Exception {
    GuardedLoader another = new GuardedLoader(Leaver.class);
    Object made = another.loadClass(Leaver.class.getName()).getConstructor().newInstance();
    ThreadLocal<Object> local = new ThreadLocal<>();
    onAnother(
        () -> local.set(List.of(made)),
        () -> assertEquals(1, new Roots(another, "acme.clip 1.0.0").find(null).size()));
    return new WeakReference<>(another);
  }
}
