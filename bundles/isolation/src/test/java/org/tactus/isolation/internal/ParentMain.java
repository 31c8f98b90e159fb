// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal;

import java.nio.file.Path;

/** A parent that a test kills: prints its child's pid and waits. */
final class ParentMain {

  private ParentMain() {}

  public static void main(String[] arguments) throws Exception {
    try (Bench bench = new Bench(Path.of(arguments[0]), Bench.SETTINGS)) {
      System.out.println(bench.probe().pid());
      Thread.sleep(60_000);
    }
  }
}
