// SPDX-License-Identifier: Apache-2.0
/** The commands, how what they return reads, and what completes their arguments. */
package org.tactus.shell.internal.command;
