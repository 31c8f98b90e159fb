// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.device;

import org.tactus.api.Direction;
import org.tactus.api.Rational;
import org.tactus.api.node.Options;

/**
 * What is asked of a device end. Immutable; control thread.
 *
 * @param pipeline the pipeline's name
 * @param node the node's name in it
 * @param direction {@link Direction#OUTPUT} for a source, {@link Direction#INPUT} for a sink
 * @param options as the provider describes them
 * @param rate frames a second of the pipeline
 * @param period the most frames of a cycle
 */
public record EndRequest(
    String pipeline,
    String node,
    Direction direction,
    Options options,
    Rational rate,
    int period) {}
