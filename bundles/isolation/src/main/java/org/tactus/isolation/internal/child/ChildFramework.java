// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal.child;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.tactus.api.RefusedException;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/** The child's framework, with the vendor's bundle started in it. */
final class ChildFramework {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long LOOK_MILLIS = 10;

  private final List<ProcessorFactory> factories;
  private final List<ProcessorType> types;

  private ChildFramework(List<ProcessorFactory> factories) throws RefusedException {
    this.factories = factories;
    types = new ArrayList<>();
    for (ProcessorFactory factory : factories) {
      ProcessorType type = factory.type();
      if (type == null) {
        throw new RefusedException(
            "a ProcessorFactory of the bundle ("
                + factory.getClass().getName()
                + ") has no type; update the bundle");
      }
      types.add(type);
    }
  }

  static ChildFramework start(ChildMain.Arguments arguments)
      throws BundleException, RefusedException, IOException {
    Map<String, String> configuration = new HashMap<>();
    configuration.put(Constants.FRAMEWORK_STORAGE, arguments.storage().toString());
    configuration.put(
        Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    configuration.put(
        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, exportedPackages(arguments.exported()));
    configuration.put("felix.cache.locking", "false");
    configuration.put("felix.log.level", "1");
    Framework framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no framework on the class path"))
            .newFramework(configuration);
    framework.start();
    BundleContext context = framework.getBundleContext();
    List<Bundle> needed = new ArrayList<>();
    for (Path jar : arguments.bundles()) {
      needed.add(context.installBundle("reference:" + jar.toUri()));
    }
    Bundle vendor = context.installBundle("reference:" + arguments.bundle().toUri());
    for (Bundle bundle : needed) {
      bundle.start();
    }
    vendor.start();
    return new ChildFramework(factories(context, vendor));
  }

  /** The factories in the order of their services' ids, which is that of their registration. */
  private static List<ProcessorFactory> factories(BundleContext context, Bundle vendor)
      throws RefusedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    do {
      Map<Long, ProcessorFactory> found = new TreeMap<>();
      for (ServiceReference<ProcessorFactory> reference : references(context)) {
        ProcessorFactory factory = context.getService(reference);
        if (factory != null) {
          found.put((Long) reference.getProperty(Constants.SERVICE_ID), factory);
        }
      }
      if (!found.isEmpty()) {
        return List.copyOf(found.values());
      }
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    } while (System.nanoTime() - deadline < 0);
    throw new RefusedException(
        "bundle '"
            + vendor.getSymbolicName()
            + "' offers no processor that could run in a child process: devices and codecs cannot;"
            + " trust it by name, or see the log if it should offer one");
  }

  private static Collection<ServiceReference<ProcessorFactory>> references(BundleContext context) {
    try {
      return context.getServiceReferences(ProcessorFactory.class, null);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("null is a filter", e);
    }
  }

  /** What jars and folders with compiled bundles export, for the system bundle to export too. */
  private static String exportedPackages(List<Path> jars) throws IOException {
    List<String> clauses = new ArrayList<>();
    for (Path jar : jars) {
      String exported = manifest(jar).getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
      if (exported != null) {
        clauses.add(exported);
      }
    }
    return String.join(",", clauses);
  }

  private static Manifest manifest(Path jar) throws IOException {
    if (Files.isDirectory(jar)) {
      try (InputStream in = Files.newInputStream(jar.resolve(JarFile.MANIFEST_NAME))) {
        return new Manifest(in);
      }
    }
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getManifest();
    }
  }

  List<ProcessorType> types() {
    return types;
  }

  /** A factory by its place in {@link #types}. */
  ProcessorFactory factory(int index) {
    return factories.get(index);
  }
}
