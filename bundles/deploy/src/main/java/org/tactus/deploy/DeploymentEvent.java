// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy;

import java.time.Instant;

/**
 * A line of the history. Immutable; any thread.
 *
 * @param time when it ended
 * @param action what was asked for
 * @param done whether it was done; otherwise everything stayed as it was
 * @param symbolicName of the bundle, or the file's name where the jar is none
 * @param version of the bundle; empty where the jar is none
 * @param replaced the version before; empty if none was
 * @param sha256 of the jar, in hexadecimal; empty where it could not be read
 * @param source the name of its file in the deploy folder, or the path that a command named
 * @param signer the subject of the signing certificate; empty where there is none
 * @param swaps nodes that were swapped
 * @param blocks cycles that the swaps took
 * @param late of these, cycles that ended after their deadline
 * @param ramped of these, cycles in which old and new were heard together
 * @param sentence why it was not done, or what to know of it; empty where all is well
 */
public record DeploymentEvent(
    Instant time,
    DeploymentReport.Action action,
    boolean done,
    String symbolicName,
    String version,
    String replaced,
    String sha256,
    String source,
    String signer,
    int swaps,
    long blocks,
    long late,
    long ramped,
    String sentence) {}
