// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import org.tactus.engine.PipelineStatus;

/**
 * A pipeline shown with the parameters that are for experts.
 *
 * @param status what is known of it
 */
public record ExpertStatus(PipelineStatus status) {}
