// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.accelerator;

/**
 * An accelerator that is there. Immutable; any thread.
 *
 * @param id the name to open it by
 * @param description what an operator reads
 * @param programFormats what it runs, comma-separated: {@code "opencl-c"}, {@code "ptx"}, {@code
 *     "bitstream"}
 * @param memoryBytes of its own; 0 where it shares the host's
 * @param zeroCopy whether it can work on the host's memory in place
 */
public record AcceleratorInfo(
    String id, String description, String programFormats, long memoryBytes, boolean zeroCopy) {}
