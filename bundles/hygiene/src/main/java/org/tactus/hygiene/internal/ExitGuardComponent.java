// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.hooks.weaving.WovenClass;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;
import org.tactus.hygiene.ExitCall;

/**
 * Guards the classes of vendor bundles as they are loaded, and takes their reports. A report may
 * come from a cycle thread, so that it is only put aside there.
 */
@Component(service = ExitCalls.class, immediate = true, configurationPid = ExitGuardComponent.PID)
@Designate(ocd = HygieneConfiguration.class)
public final class ExitGuardComponent implements WeavingHook, ExitCalls {
  static final String PID = "org.tactus.hygiene";

  /** More wait to be written only if a vendor calls in a loop; the newest of these are dropped. */
  private static final int MOST_REPORTS = 256;

  private record Report(String bundle, String message, boolean stopped) {}

  private record Key(String bundle, String method) {}

  private final Logger logger;
  private final String home;
  private final LinkedBlockingQueue<Report> reports = new LinkedBlockingQueue<>(MOST_REPORTS);
  private final Map<Key, ExitCall> calls = new LinkedHashMap<>();
  private final Thread writer = new Thread(this::write, "tactus-exit-guard");

  /** Held, for {@code java.util.logging} forgets loggers that nobody holds. */
  private final java.util.logging.Logger source =
      java.util.logging.Logger.getLogger(ExitGuard.LOGGER);

  private final Handler handler = new Reports();
  private volatile HygieneConfiguration configuration;
  private volatile VendorBundles vendors;

  /**
   * Registered when this object is ready: Declarative Services would register it before, and make
   * it while it loads the classes for making it.
   */
  private final ServiceRegistration<WeavingHook> hook;

  /** Called by Declarative Services. */
  @Activate
  public ExitGuardComponent(
      @Reference(service = LoggerFactory.class) Logger logger,
      BundleContext context,
      HygieneConfiguration configuration,
      Map<String, Object> properties) {
    this.logger = logger;
    this.home = context.getProperty("tactus.home");
    modified(configuration, properties);
    source.setUseParentHandlers(false);
    source.setLevel(Level.ALL);
    source.addHandler(handler);
    writer.setDaemon(true);
    writer.start();
    hook = context.registerService(WeavingHook.class, this, null);
  }

  /** Classes that are loaded from now on follow the new settings. */
  @Modified
  void modified(HygieneConfiguration changed, Map<String, Object> properties) {
    ConfigurationKeys.refuseUnknown(logger, HygieneConfiguration.class, PID, properties);
    vendors = new VendorBundles(home, List.of(changed.trusted()));
    configuration = changed;
  }

  /** Classes that were guarded stay so; what they report then goes to standard error. */
  @Deactivate
  void deactivate() {
    hook.unregister();
    source.removeHandler(handler);
    source.setUseParentHandlers(true);
    writer.interrupt();
  }

  @Override
  public void weave(WovenClass woven) {
    BundleWiring wiring = woven.getBundleWiring();
    if (!configuration.exit_guard() || !vendors.isVendor(wiring.getBundle())) {
      return;
    }
    String name = VendorBundles.name(wiring);
    try {
      Optional<byte[]> guarded =
          new ExitGuard(name, wiring.getClassLoader()).guard(woven.getBytes());
      guarded.ifPresent(woven::setBytes);
    } catch (IllegalArgumentException | IllegalStateException e) {
      logger.warn(
          "Class {} of bundle {} could not be guarded against ending the process and is left as it"
              + " is: {}",
          woven.getClassName(),
          name,
          e.getMessage());
    }
  }

  @Override
  public synchronized List<ExitCall> exitCalls() {
    return new ArrayList<>(calls.values());
  }

  private void write() {
    try {
      while (true) {
        Report report = reports.take();
        if (!report.stopped) {
          logger.warn("{}", report.message);
        } else if (isFirst(report)) {
          logger.error("{}", report.message);
        }
      }
    } catch (InterruptedException _) {
      // The component ends.
    }
  }

  private synchronized boolean isFirst(Report report) {
    String call =
        report.message.substring(
            ("bundle " + report.bundle + " called ").length(), report.message.indexOf(';'));
    Key key = new Key(report.bundle, call.replaceFirst("\\(.*", ""));
    ExitCall known = calls.get(key);
    calls.put(
        key,
        known == null
            ? new ExitCall(report.bundle, call, Instant.now(), 1)
            : new ExitCall(known.bundle(), known.call(), known.first(), known.count() + 1));
    return known == null;
  }

  private final class Reports extends Handler {
    @Override
    public void publish(LogRecord record) {
      if (record.getParameters() != null && record.getParameters()[0] instanceof String bundle) {
        var _ =
            reports.offer(
                new Report(bundle, record.getMessage(), record.getLevel() == Level.SEVERE));
      }
    }

    @Override
    public void flush() {
      // Nothing is kept back.
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
