// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tactus.api.processor.ProcessorFactory;

/** Loads the classes of a vendor's packages a second time, so that their loading can be watched. */
final class ReloadingLoader extends ClassLoader {

  private final ClassLoader source;
  private final String packages;
  private final Set<String> loaded = new HashSet<>();

  ReloadingLoader(Class<?> factory) {
    super(factory.getClassLoader());
    source = factory.getClassLoader();
    packages = Reach.packages(factory);
  }

  /** The names of the classes loaded so far. */
  Set<String> loaded() {
    synchronized (getClassLoadingLock("")) {
      return new HashSet<>(loaded);
    }
  }

  /** A factory like the one given, whose classes this loader loads. */
  ProcessorFactory copy(ProcessorFactory original) throws Inapplicable {
    try {
      Class<?> type = loadClass(original.getClass().getName());
      for (Class<?>[] signature : List.of(new Class<?>[0], new Class<?>[] {String.class})) {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
          if (List.of(constructor.getParameterTypes()).equals(List.of(signature))) {
            constructor.setAccessible(true);
            return (ProcessorFactory)
                (signature.length == 0
                    ? constructor.newInstance()
                    : constructor.newInstance(original.type().version()));
          }
        }
      }
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new Inapplicable("a second copy of the factory cannot be made: " + e);
    }
    throw new Inapplicable(
        "the factory has no constructor without arguments, so no second copy can be watched");
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> found = findLoadedClass(name);
      if (found == null && name.startsWith(packages)) {
        found = define(name);
      }
      return found == null ? super.loadClass(name, resolve) : found;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = source.getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        return null;
      }
      byte[] bytes = in.readAllBytes();
      synchronized (getClassLoadingLock("")) {
        loaded.add(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
