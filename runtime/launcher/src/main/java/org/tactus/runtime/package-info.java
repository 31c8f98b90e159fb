// SPDX-License-Identifier: Apache-2.0
/** The launcher: the command line, the instance directory and the start of the framework. */
package org.tactus.runtime;
