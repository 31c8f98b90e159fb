// SPDX-License-Identifier: Apache-2.0
/** The rules of the house and the formatter, for the build; no part of what is shipped. */
package org.tactus.house;
