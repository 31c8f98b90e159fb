// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.remote;

import java.nio.file.Path;
import org.apache.felix.gogo.jline.Shell;
import org.osgi.framework.BundleContext;

/** Where the interactive shell finds its profile, and what it may not end. */
final class ShellContext implements Shell.Context {
  /** Relative to the folder etc of the shell's home: the instance's configuration. */
  static final String PROFILE = "../config/gosh_profile";

  private final BundleContext context;
  private final Path instance;

  ShellContext(BundleContext context, Path instance) {
    this.context = context;
    this.instance = instance;
  }

  @Override
  public String getProperty(String name) {
    return name.equals("gosh.home") ? instance.toString() : context.getProperty(name);
  }

  /** The end of a shell is not the end of the instance. */
  @Override
  public void exit() {
    throw new IllegalStateException("A shell does not end the instance; 'tactus stop' does.");
  }
}
