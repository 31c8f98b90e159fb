// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

/**
 * Something that a bundle left behind.
 *
 * @param bundle its symbolic name and version
 * @param kind what it is, in a word
 * @param sentence what it is
 */
public record LeakRow(String bundle, String kind, String sentence) {}
