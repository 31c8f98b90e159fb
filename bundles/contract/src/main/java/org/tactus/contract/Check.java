// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract;

/**
 * One thing that the contract asks for. Immutable; any thread.
 *
 * @param id stable name: words of lower-case letters, digits and -, joined by dots
 * @param level from which level on it is asked, 1 or more
 * @param rule what is asked, in one sentence
 */
public record Check(String id, int level, String rule) {}
