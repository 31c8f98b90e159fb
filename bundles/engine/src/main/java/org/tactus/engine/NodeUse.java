// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine;

/**
 * A node of a running pipeline and the service whose code it runs. Immutable; any thread.
 *
 * @param pipeline its name
 * @param node its name
 * @param type the word in the notation
 * @param version as the factory declares it; empty for a device
 * @param serviceId the {@code service.id} of the factory or provider
 */
public record NodeUse(String pipeline, String node, String type, String version, long serviceId) {}
