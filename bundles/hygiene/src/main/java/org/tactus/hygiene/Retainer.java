// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene;

/**
 * What keeps a class loader.
 *
 * @param kind the kind of root
 * @param name the root's name: a thread's, an MBean's, a class and field
 * @param sentence what it is and how it leads to the class loader, for the operator
 */
public record Retainer(Kind kind, String name, String sentence) {

  /** Kinds of roots. */
  public enum Kind {
    /** A thread that runs the bundle's code or tasks. */
    THREAD,
    /** A thread whose context class loader it is. */
    CONTEXT_CLASS_LOADER,
    /** A value that a thread of someone else holds. */
    THREAD_LOCAL,
    /** A hook that runs when the process ends. */
    SHUTDOWN_HOOK,
    /** A managed bean in a server of this process. */
    MBEAN,
    /** A handler or filter of {@code java.util.logging}. */
    LOG_HANDLER,
    /** A bundle that is wired to it and wants a refresh. */
    WIRE,
    /** Anything else, found in a heap dump. */
    HEAP_PATH
  }
}
