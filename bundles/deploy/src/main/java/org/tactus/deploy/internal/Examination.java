// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.osgi.framework.Bundle;
import org.tactus.deploy.DeploymentPlan;
import org.tactus.deploy.PlannedSwap;
import org.tactus.deploy.Signature;

/** What is found out about a jar before anything is touched. Not for two threads at once. */
final class Examination {
  final String file;
  final String sha256;
  final JarFacts facts;
  final List<String> warnings = new ArrayList<>();
  final List<String> refusals = new ArrayList<>();
  Signature signature = new Signature(Signature.Status.NOT_CHECKED, "", "");
  String replaces = "";
  List<String> resolves = List.of();
  List<String> missing = List.of();
  List<String> refreshes = List.of();
  List<Offer> offers = List.of();
  final List<PlannedSwap> swaps = new ArrayList<>();
  boolean isolated;

  /** In the framework, out of sight; null where it was not installed. */
  Bundle bundle;

  Examination(String file, String sha256, JarFacts facts) {
    this.file = file;
    this.sha256 = sha256;
    this.facts = facts;
  }

  /** The bundle as a sentence names it. */
  String who() {
    return facts.symbolicName() + " " + facts.version();
  }

  void refuse(String format, Object... arguments) {
    refusals.add(String.format(Locale.ROOT, format, arguments));
  }

  boolean isAccepted() {
    return refusals.isEmpty();
  }

  DeploymentPlan plan() {
    return new DeploymentPlan(
        file,
        facts.symbolicName(),
        facts.version().toString(),
        sha256,
        signature,
        replaces,
        resolves,
        missing,
        refreshes,
        offers.stream().map(Offer::title).toList(),
        swaps,
        facts.nativeCode(),
        isolated,
        warnings,
        refusals);
  }
}
