// SPDX-License-Identifier: Apache-2.0
package org.tactus.proof.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.contract.Check;
import org.tactus.contract.CheckResult;
import org.tactus.contract.ContractKit;
import org.tactus.contract.ContractReport;
import org.tactus.contract.Verdict;

class NegativeControlsTest {

  private static final Map<String, ProcessorFactory> CONTROLS = Controls.all();

  static ProcessorFactory good() {
    return Controls.factory(Controls.plain(), _ -> new Averaging());
  }

  @AfterAll
  static void letGo() throws Exception {
    for (Object leaked : Controls.LEAKED) {
      if (leaked instanceof AutoCloseable open) {
        open.close();
      }
    }
    Controls.LEAKED.clear();
  }

  @Test
  void everyCheckHasANegativeControl() {
    List<String> ids = ContractKit.of(good()).checks().stream().map(Check::id).toList();
    assertEquals(new TreeSet<>(ids), new TreeSet<>(CONTROLS.keySet()));
    assertEquals(ids.size(), new TreeSet<>(ids).size(), "ids occur once");
  }

  @TestFactory
  Stream<DynamicTest> everyCheckCatchesItsControl() {
    return ContractKit.of(good()).checks().stream()
        .map(check ->
            DynamicTest.dynamicTest(
                check.id(), () -> assertCaught(check, CONTROLS.get(check.id()))));
  }

  private static void assertCaught(Check check, ProcessorFactory control)
      throws InterruptedException {
    CheckResult result = ContractKit.of(control).run(check);
    assertEquals(Verdict.FAILED, result.verdict(), result::toString);
    assertEquals(1, result.sentence().lines().count(), result.sentence());
    assertTrue(result.sentence().contains(";"), "names a remedy: " + result.sentence());
  }

  @Test
  void aGoodProcessorPassesEveryLevel() throws InterruptedException {
    ContractReport report = ContractKit.of(good()).run();
    assertTrue(report.passed(), report::toString);
    assertEquals(ContractKit.HIGHEST_LEVEL, report.passedLevel());
    assertTrue(report.summary().startsWith("'bad' passed level 4: "), report.summary());
  }

  @Test
  void everyCheckOfDevicesHasANegativeControl() {
    assertEquals(
        new TreeSet<>(
            ContractKit.of(new DeviceControls.Good()).checks().stream().map(Check::id).toList()),
        new TreeSet<>(DeviceControls.all().keySet()));
  }

  @TestFactory
  Stream<DynamicTest> everyCheckOfDevicesCatchesItsControl() {
    Map<String, DeviceProvider> controls = DeviceControls.all();
    return ContractKit.of(new DeviceControls.Good()).checks().stream()
        .map(check ->
            DynamicTest.dynamicTest(
                check.id(),
                () -> {
                  CheckResult result = ContractKit.of(controls.get(check.id())).run(check);
                  assertEquals(Verdict.FAILED, result.verdict(), result::toString);
                  assertTrue(result.sentence().contains(";"), result.sentence());
                }));
  }

  @Test
  void aGoodDevicePassesEveryLevel() throws InterruptedException {
    ContractReport report = ContractKit.of(new DeviceControls.Good()).run();
    assertTrue(report.passed(), report::toString);
    assertTrue(
        report.results().stream().allMatch(result -> result.verdict() == Verdict.PASSED),
        () -> report.results().toString());
  }
}
