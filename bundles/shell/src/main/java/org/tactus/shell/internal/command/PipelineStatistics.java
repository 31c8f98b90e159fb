// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import org.tactus.engine.PipelineStatus;

/**
 * A pipeline seen as a keeper of time.
 *
 * @param status what is known of it
 */
public record PipelineStatistics(PipelineStatus status) {}
