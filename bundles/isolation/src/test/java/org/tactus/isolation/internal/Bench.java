// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal;

import com.sun.jna.Native;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.felix.framework.FrameworkFactory;
import org.apache.felix.scr.info.ScrInfo;
import org.osgi.service.component.ComponentConstants;
import org.osgi.service.log.Logger;
import org.osgi.util.function.Function;
import org.osgi.util.promise.Promise;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Options;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.isolation.IsolatedBundle;
import org.tactus.linux.Futex;

/** A host of isolated bundles without a framework around it. */
final class Bench implements AutoCloseable {

  /** A crash is forgotten at once, so that the next start never waits; nothing counts as hung. */
  static final Settings SETTINGS = settings(3, Duration.ofMillis(1), Duration.ofMinutes(2));

  static Settings settings(int restarts, Duration window, Duration block) {
    return new Settings(
        32, 0, restarts, window, Duration.ofMinutes(2), Duration.ofMinutes(1), block);
  }

  private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

  final LogLines log = new LogLines();
  final Map<Long, ProcessorFactory> services = new ConcurrentHashMap<>();
  final Map<Long, Map<String, Object>> properties = new ConcurrentHashMap<>();
  final Path directory;
  final IsolationHost host;
  private final AtomicLong ids = new AtomicLong(100);

  Bench(Path directory, Settings settings) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory.resolve("s"));
    host =
        new IsolationHost(
            places(directory),
            this::register,
            watch -> Thread.ofPlatform().daemon().start(watch),
            settings,
            log.logger());
  }

  private Registrar.Registration register(ProcessorFactory factory, Map<String, Object> service) {
    long id = ids.incrementAndGet();
    services.put(id, factory);
    properties.put(id, service);
    return new Registrar.Registration() {
      @Override
      public long serviceId() {
        return id;
      }

      @Override
      public void unregister() {
        services.remove(id);
      }
    };
  }

  private static Places places(Path directory) {
    Path api = source(ProcessorFactory.class);
    Path jna = source(Native.class);
    return new Places(
        List.of(
            source(FrameworkFactory.class),
            source(Logger.class),
            source(IsolationHost.class),
            api,
            source(Futex.class),
            jna),
        List.of(api, jna),
        List.of(
            source(Function.class),
            source(Promise.class),
            source(ComponentConstants.class),
            source(ScrInfo.class)),
        directory.resolve("storage"),
        directory.resolve("s"),
        directory);
  }

  private static Path source(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Installs the probe. */
  IsolatedBundle probe() throws IOException, RefusedException {
    return host.install(VendorJar.probe(directory));
  }

  /** The factory of a bundle with one. */
  ProcessorFactory factory(IsolatedBundle bundle) {
    return services.get(bundle.serviceIds().getFirst());
  }

  /** Options as the engine completes them. */
  static Options options(Map<String, ?> given) {
    Map<String, Object> values = new HashMap<>(given);
    values.putIfAbsent("late", 0L);
    return Options.of(values);
  }

  /** Waits, long enough for a busy machine, until something is so. */
  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within a minute: " + what);
      }
      Thread.sleep(2);
    }
  }

  @Override
  public void close() {
    host.close();
  }
}
