// SPDX-License-Identifier: Apache-2.0
/** The shell at the control socket: {@code tactus exec} and {@code tactus console} end here. */
package org.tactus.shell.internal.remote;
