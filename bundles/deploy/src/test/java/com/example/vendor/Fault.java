// SPDX-License-Identifier: Apache-2.0
package com.example.vendor;

/** What is wrong with a vendor's bundle; its manifest says which in the header X-Fault. */
public enum Fault {
  NONE,
  HANGS_IN_START,
  HANGS_IN_START_AND_CATCHES,
  THROWS_IN_START,
  HANGS_IN_STOP,
  THROWS_IN_STOP,
  TYPE_IS_NULL,
  TYPE_THROWS,
  TYPE_HANGS,
  TYPE_CHANGES,
  PORTS_ARE_NULL,
  OTHER_PORTS,
  NEGATIVE_BUDGET,
  DUPLICATE_PARAMETERS,
  NO_VERSION,
  TYPE_TWICE,
  HOOK,
  HUGE_BUDGET
}
