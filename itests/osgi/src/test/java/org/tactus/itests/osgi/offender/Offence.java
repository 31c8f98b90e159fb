// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.osgi.offender;

/** What a processor of this vendor does that the contract forbids, one for each level. */
public enum Offence {
  /** Level 1: writes nothing where its input is silent. */
  OUTPUT("output.complete"),
  /** Level 2: fails where the pipeline has run for long. */
  POSITION("position.any"),
  /** Level 3: takes a lock in every cycle. */
  LOCK("locks.none"),
  /** Level 4: remembers what it does not save. */
  STATE("swap.self");

  private final String check;

  Offence(String check) {
    this.check = check;
  }

  /** The id of the check that must catch it. */
  public String check() {
    return check;
  }

  /** The level of that check. */
  public int level() {
    return ordinal() + 1;
  }

  /** The type's name in the notation. */
  public String type() {
    return "offends" + level();
  }
}
