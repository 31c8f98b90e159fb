// SPDX-License-Identifier: Apache-2.0
/** Tables and quantities for a terminal. */
package org.tactus.shell.internal.text;
