// SPDX-License-Identifier: Apache-2.0
package org.tactus.house;

import aQute.bnd.differ.Baseline.Info;
import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.osgi.Instructions;
import aQute.bnd.osgi.Jar;
import aQute.bnd.osgi.Processor;
import aQute.bnd.service.diff.Delta;
import aQute.bnd.service.diff.Diff;
import aQute.bnd.service.diff.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What a minor release may not do to those who compiled against the one before. */
public final class Baseline {

  private Baseline() {}

  /**
   * Compares the exported packages of a bundle with those of the previous minor release.
   *
   * @param previous the bundle as it was released
   * @param current the bundle as it was built
   * @return one sentence for each package that would break somebody or whose version does not tell
   *     of its change, none if the release is a minor one
   * @throws Exception if bnd cannot read one of the two
   */
  public static List<String> violations(Jar previous, Jar current) throws Exception {
    try (Processor reporter = new Processor()) {
      aQute.bnd.differ.Baseline baseline =
          new aQute.bnd.differ.Baseline(reporter, new DiffPluginImpl());
      List<Info> packages =
          baseline.baseline(current, previous, new Instructions()).stream()
              .sorted(Comparator.comparing((Info info) -> info.packageName))
              .toList();
      List<String> violations = new ArrayList<>();
      for (Info info : packages) {
        if (info.packageDiff.getDelta() == Delta.REMOVED) {
          violations.add(
              "%s is no longer exported: a minor release breaks nobody."
                  .formatted(info.packageName));
        } else if (breaksSomebody(info.packageDiff)) {
          violations.add(
              "%s breaks who compiled against %s: %s; a minor release breaks nobody."
                  .formatted(info.packageName, info.olderVersion, breaks(info.packageDiff)));
        } else if (info.mismatch) {
          violations.add(
              "%s changed and is still %s: put @Version(\"%s\") on its package-info."
                  .formatted(info.packageName, info.newerVersion, info.suggestedVersion));
        }
      }
      if (!reporter.isOk()) {
        throw new IllegalStateException(reporter.getErrors().toString());
      }
      return violations;
    }
  }

  /** The innermost changes that make a difference a breaking one: {@code Node { - reset() }}. */
  private static String breaks(Diff diff) {
    List<? extends Diff> children =
        diff.getChildren().stream().filter(child -> child.getType() != Type.VERSION).toList();
    List<? extends Diff> culprits = children.stream().filter(Baseline::breaksSomebody).toList();
    if (culprits.isEmpty()) {
      // What was added breaks those who implement its owner.
      culprits = children.stream().filter(child -> child.getDelta() == Delta.ADDED).toList();
    }
    boolean isMember = diff.getType() == Type.METHOD || diff.getType() == Type.FIELD;
    if (isMember || culprits.isEmpty()) {
      return (diff.getDelta() == Delta.ADDED ? "+ " : "- ") + diff.getName();
    }
    String within = culprits.stream().map(Baseline::breaks).collect(Collectors.joining(", "));
    return diff.getType() == Type.PACKAGE ? within : diff.getName() + " { " + within + " }";
  }

  private static boolean breaksSomebody(Diff diff) {
    return diff.getDelta() == Delta.MAJOR || diff.getDelta() == Delta.REMOVED;
  }
}
