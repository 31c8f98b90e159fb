// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tactus.doctor.Finding;
import org.tactus.doctor.Severity;
import org.tactus.doctor.internal.JvmChecks.Jvm;

class JvmChecksTest {
  private static final List<String> ZGC =
      List.of("ZGC Minor Cycles", "ZGC Minor Pauses", "ZGC Major Cycles", "ZGC Major Pauses");

  private final Map<String, String> options =
      new HashMap<>(
          Map.of(
              "AlwaysPreTouch", "true",
              "ZUncommit", "false",
              "PerfDisableSharedMem", "true",
              "GuaranteedSafepointInterval", "0"));

  @Test
  void theJvmOfTheLauncherHasNothingButOk() {
    for (Finding finding : examine(25, ZGC, List.of("-Xlog:async"), 256, 256)) {
      assertEquals(Severity.OK, finding.severity(), finding::toString);
    }
  }

  @Test
  void everythingElseIsNamedWithTheFlag() {
    options.putAll(
        Map.of(
            "AlwaysPreTouch", "false",
            "ZUncommit", "true",
            "PerfDisableSharedMem", "false",
            "GuaranteedSafepointInterval", "1000"));
    List<Finding> findings =
        examine(
            21,
            List.of("G1 Young Generation"),
            List.of("-Xlog:gc", "-agentlib:jdwp=server=y"),
            64,
            256);
    Map<String, String> remedies = new HashMap<>();
    for (Finding finding : findings) {
      assertFalse(finding.severity() == Severity.OK, finding::toString);
      remedies.put(finding.id(), finding.remedy());
    }
    assertTrue(remedies.get("jvm.version").contains("JDK 25"));
    assertTrue(remedies.get("jvm.collector").contains("-XX:+UseZGC"));
    assertTrue(remedies.get("jvm.heap").contains("-Xms256m -Xmx256m"));
    assertTrue(remedies.get("jvm.pretouch").contains("-XX:+AlwaysPreTouch"));
    assertTrue(remedies.get("jvm.uncommit").contains("-XX:-ZUncommit"));
    assertTrue(remedies.get("jvm.perf_memory").contains("-XX:+PerfDisableSharedMem"));
    assertTrue(remedies.get("jvm.logging").contains("-Xlog:async"));
    assertTrue(remedies.get("jvm.agents").contains("-agentlib:jdwp"));
    assertTrue(remedies.get("jvm.safepoints").contains("GuaranteedSafepointInterval"));
  }

  @Test
  void readsTheRunningJvm() {
    Jvm jvm = Jvm.running();
    assertEquals(Runtime.version().feature(), jvm.feature());
    assertEquals(Runtime.getRuntime().maxMemory(), jvm.highestHeap());
    assertTrue(jvm.option().apply("AlwaysPreTouch").isPresent());
    assertEquals(Optional.empty(), jvm.option().apply("NoSuchOptionAtAll"));
    assertEquals(9, new JvmChecks().examine().size());
  }

  private List<Finding> examine(
      int feature, List<String> collectors, List<String> arguments, long initial, long highest) {
    return new JvmChecks(
            new Jvm(
                feature,
                name -> Optional.ofNullable(options.get(name)),
                collectors,
                arguments,
                initial << 20,
                highest << 20))
        .examine();
  }
}
