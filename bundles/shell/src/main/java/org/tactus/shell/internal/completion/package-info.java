// SPDX-License-Identifier: Apache-2.0
/** What the interactive console offers to complete a command's arguments. */
package org.tactus.shell.internal.completion;
