// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.remote;

import org.apache.felix.gogo.jline.Shell;
import org.osgi.framework.BundleContext;

/** What gogo.jline's general commands may know and end. */
final class ShellContext implements Shell.Context {
  private final BundleContext context;

  ShellContext(BundleContext context) {
    this.context = context;
  }

  @Override
  public String getProperty(String name) {
    return context.getProperty(name);
  }

  /** The end of a shell is not the end of the instance. */
  @Override
  public void exit() {
    throw new IllegalStateException("A shell does not end the instance; 'tactus stop' does.");
  }
}
