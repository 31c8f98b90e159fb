// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene;

/**
 * A live thread that belongs to a bundle or is inside its code.
 *
 * @param name the thread's name
 * @param id its id, as {@link Thread#threadId()} gives it
 * @param bundle the bundle's symbolic name and version
 * @param at the bundle's innermost frame, as in {@code com.acme.Poll.run}; empty if the bundle's
 *     code is not on its stack
 * @param owned whether the thread is the bundle's; otherwise it is another's that is inside its
 *     code
 * @param reason how it is known, as in {@code its task is a com.acme.Poll}
 */
public record StrayThread(
    String name, long id, String bundle, String at, boolean owned, String reason) {

  /** What it is, for the operator. */
  public String sentence() {
    String does = at.isEmpty() ? " still lives: " + reason : " still runs in " + at;
    return owned
        ? "thread '" + name + "' (started by bundle " + bundle + ")" + does
        : "thread '" + name + "', which is not bundle " + bundle + "'s," + does;
  }
}
