// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine;

/**
 * A cycle that was late or that a device lost. Immutable; any thread.
 *
 * @param cycle counted from 0
 * @param cause one of {@code node}, {@code page-fault}, {@code jvm-pause}, {@code preemption},
 *     {@code wake-up}, {@code device}
 * @param detail one sentence
 */
public record Xrun(long cycle, String cause, String detail) {}
