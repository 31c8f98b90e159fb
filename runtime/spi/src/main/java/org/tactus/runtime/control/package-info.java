// SPDX-License-Identifier: Apache-2.0
/**
 * The protocol of the control socket: what {@code tactus exec} and {@code tactus console} say to a
 * running instance. A client sends one {@link org.tactus.runtime.control.FrameType#EXECUTE} or
 * {@link org.tactus.runtime.control.FrameType#CONSOLE} frame and reads until {@link
 * org.tactus.runtime.control.FrameType#EXIT}.
 */
@Export
@Version("1.0.0")
package org.tactus.runtime.control;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
