// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.leaksmbean;

/** A managed bean. */
public final class Leak implements LeakMBean {
  @Override
  public int getNothing() {
    return 0;
  }
}
