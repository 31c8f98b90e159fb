// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine;

import org.tactus.api.parameter.Parameter;

/**
 * A parameter and its value. Immutable; any thread.
 *
 * @param descriptor what it is
 * @param value as asked for last, in its unit
 * @param text the value as the notation writes it
 */
public record ParameterStatus(Parameter descriptor, float value, String text) {}
