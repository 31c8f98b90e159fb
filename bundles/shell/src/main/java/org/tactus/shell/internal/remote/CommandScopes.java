// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.remote;

/** Where a command named without its scope is looked for. */
final class CommandScopes {
  /** The console's own commands. */
  static final String CONSOLE = "console";

  /** In this order; the last is any other. */
  static final String SEARCHED = "pipeline:device:processor:rt:ring:console:gogo:felix:*";

  private CommandScopes() {}
}
