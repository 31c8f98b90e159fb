// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;
import org.tactus.api.RefusedException;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.isolation.IsolatedBundle;
import org.tactus.isolation.Isolation;
import org.tactus.policy.Role;
import org.tactus.realtime.RealtimeThreads;
import org.tactus.realtime.ThreadRequest;

/** Isolation in the framework: finds what children need among its bundles. */
@Component(
    service = Isolation.class,
    configurationPid = IsolationConfiguration.PID,
    immediate = true)
@Designate(ocd = IsolationConfiguration.class)
public final class IsolationComponent implements Isolation {

  private static final List<String> ON_CLASS_PATH =
      List.of("org.tactus.isolation", "org.tactus.api", "org.tactus.linux", "com.sun.jna");
  private static final List<String> EXPORTED = List.of("org.tactus.api", "com.sun.jna");
  private static final List<String> STARTED =
      List.of(
          "org.osgi.util.function",
          "org.osgi.util.promise",
          "org.osgi.service.component",
          "org.apache.felix.scr");

  private final IsolationHost host;
  private final Logger logger;

  /** Called by Declarative Services. */
  @Activate
  public IsolationComponent(
      BundleContext context,
      @Reference RealtimeThreads threads,
      @Reference(service = LoggerFactory.class) Logger logger,
      IsolationConfiguration configuration,
      Map<String, Object> properties)
      throws IOException, RefusedException {
    this.logger = logger;
    ConfigurationKeys.refuseUnknown(logger, properties);
    host =
        new IsolationHost(
            places(context),
            (factory, service) -> register(context, factory, service),
            watch -> threads.start(ThreadRequest.of("tactus-isolation", Role.WATCHDOG), watch),
            Settings.of(configuration),
            logger);
  }

  /** A change holds from the next start of each child. */
  @Modified
  void modified(IsolationConfiguration configuration, Map<String, Object> properties) {
    ConfigurationKeys.refuseUnknown(logger, properties);
    host.configure(Settings.of(configuration));
  }

  /** Ends every child. */
  @Deactivate
  void deactivate() {
    host.close();
  }

  @Override
  public IsolatedBundle install(Path jar) throws RefusedException {
    return host.install(jar);
  }

  @Override
  public List<IsolatedBundle> list() {
    return host.list();
  }

  private static Registrar.Registration register(
      BundleContext context, ProcessorFactory factory, Map<String, Object> properties) {
    ServiceRegistration<ProcessorFactory> registration =
        context.registerService(
            ProcessorFactory.class, factory, FrameworkUtil.asDictionary(properties));
    long id = (Long) registration.getReference().getProperty(Constants.SERVICE_ID);
    return new Registrar.Registration() {
      @Override
      public long serviceId() {
        return id;
      }

      @Override
      public void unregister() {
        registration.unregister();
      }
    };
  }

  private static Places places(BundleContext context) throws IOException, RefusedException {
    List<Path> classPath = new ArrayList<>();
    // The framework's jar and that of the log service's API, from the launcher's class path
    classPath.add(source(Bundle.class));
    classPath.add(source(Logger.class));
    classPath.addAll(jars(context, ON_CLASS_PATH));
    String instance = context.getProperty("tactus.instance");
    if (instance == null) {
      Path data = Files.createTempDirectory("tactus-isolation");
      return new Places(
          classPath, jars(context, EXPORTED), jars(context, STARTED), data, data, data);
    }
    Path directory = Path.of(instance);
    Path storage = directory.resolve("cache/isolation");
    emptied(storage);
    return new Places(
        classPath,
        jars(context, EXPORTED),
        jars(context, STARTED),
        storage,
        directory.resolve("run"),
        directory.resolve("log"));
  }

  /** What a process that was killed left behind is of no use. */
  private static void emptied(Path storage) throws IOException {
    if (Files.isDirectory(storage)) {
      try (Stream<Path> left = Files.list(storage)) {
        for (Path directory : left.toList()) {
          IsolatedChild.delete(directory);
        }
      }
    } else {
      Files.createDirectories(
          storage,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  private static Path source(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the class path holds what is no file", e);
    }
  }

  private static List<Path> jars(BundleContext context, List<String> names)
      throws RefusedException {
    List<Path> jars = new ArrayList<>();
    for (String name : names) {
      Bundle bundle =
          Arrays.stream(context.getBundles())
              .filter(candidate -> name.equals(candidate.getSymbolicName()))
              .findFirst()
              .orElseThrow(() ->
                  new RefusedException("isolation needs the bundle '" + name + "'; install it"));
      jars.add(file(bundle));
    }
    return jars;
  }

  private static Path file(Bundle bundle) throws RefusedException {
    String location = bundle.getLocation();
    String uri =
        location.startsWith("reference:") ? location.substring("reference:".length()) : location;
    if (!uri.startsWith("file:")) {
      throw new RefusedException(
          "isolation needs the bundle '"
              + bundle.getSymbolicName()
              + "' from a file, not from "
              + location
              + "; install it from one");
    }
    return Path.of(URI.create(uri));
  }
}
