// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine;

import org.tactus.api.parameter.Meter;

/**
 * A meter and what it shows. Immutable; any thread.
 *
 * @param descriptor what it is
 * @param value in its unit; NaN where there is nothing to show
 */
public record MeterStatus(Meter descriptor, double value) {}
