// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.leaksmbean;

/** A managed bean. */
public interface LeakMBean {
  /** Nothing of interest. */
  int getNothing();
}
