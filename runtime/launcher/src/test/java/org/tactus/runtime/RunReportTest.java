// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunReportTest {
  @Test
  void jsonKeepsOrderNumbersAndNulls() throws Exception {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("pipeline", "a(\"b\") -> ü()");
    report.put("cycles", 3L);
    report.put("startToWarmMs", null);
    report.put("xruns", Arrays.asList(Map.of("cycle", 1), Map.of("cycle", 2)));
    assertEquals(
        "{\"pipeline\":\"a(\\\"b\\\")->ü()\",\"cycles\":3,\"startToWarmMs\":null,"
            + "\"xruns\":[{\"cycle\":1},{\"cycle\":2}]}",
        RunReport.json(report).replaceAll("\\s", ""));
  }

  @Test
  void summaryCountsCausesAndNamesPoliciesThatDidNotTake() {
    Map<String, Object> report =
        Map.of(
            "pipeline", "p",
            "xrunsByCause", Map.of("node", 2),
            "policy",
                List.of(
                    Map.of("name", "lock", "ok", true),
                    Map.of(
                        "name",
                        "fifo",
                        "ok",
                        false,
                        "requested",
                        "80",
                        "effective",
                        "none",
                        "remedy",
                        "give the right")));
    String summary = RunReport.summary(report);
    assertTrue(summary.contains("xruns 2 {node=2}"), summary);
    assertTrue(summary.contains("fifo is none instead of 80; give the right"), summary);
    assertEquals(4, summary.lines().count(), summary);
  }

  @Test
  void reportThatCannotBeWrittenIsASentence() {
    OperatorException e =
        assertThrows(
            OperatorException.class,
            () -> RunReport.write(Map.of(), Path.of("/proc/no-such-directory/r.json")));
    assertTrue(e.getMessage().contains("/proc/no-such-directory/r.json"), e.getMessage());
  }
}
