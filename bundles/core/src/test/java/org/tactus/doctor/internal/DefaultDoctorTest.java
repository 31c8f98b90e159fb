// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.tactus.doctor.Finding;
import org.tactus.doctor.Severity;
import org.tactus.machine.internal.RecordingLogger;

class DefaultDoctorTest {
  private static final Finding FINE = Finding.ok("a.fine", "A fine thing", "all is well");
  private static final Finding BAD =
      Finding.fail("b.bad", "A bad thing", "\"nothing\" \\ works", "It costs a cycle.", "mend it");

  private final RecordingLogger log = new RecordingLogger();
  private final DefaultDoctor doctor = new DefaultDoctor(log.logger());

  @Test
  void theWorstComesFirst() {
    doctor.checks =
        List.of(
            () -> List.of(FINE),
            () -> List.of(Finding.info("c.note", "Note", "seen", "cost", "remedy"), BAD));
    assertEquals(
        List.of("b.bad", "c.note", "a.fine"), doctor.examine().stream().map(Finding::id).toList());
    assertEquals(Severity.FAIL, doctor.worst(doctor.examine()));
    assertEquals(Severity.OK, doctor.worst(List.of()));
  }

  @Test
  void aCheckThatThrowsIsAFindingAndTheOthersGoOn() {
    doctor.checks =
        List.of(
            () -> {
              throw new IllegalStateException("broken");
            },
            () -> List.of(FINE));
    List<Finding> findings = doctor.examine();
    assertEquals(2, findings.size());
    assertEquals(Severity.WARN, findings.getFirst().severity());
    assertTrue(findings.getFirst().seen().contains("broken"));
    assertTrue(log.lines().getFirst().startsWith("ERROR"));
  }

  @Test
  void textHasALinePerFindingAndCostAndRemedyOfWhatIsNotOk() {
    String text = doctor.render(List.of(BAD, FINE), 80);
    assertEquals(
        List.of(
            "FAIL  A bad thing   \"nothing\" \\ works",
            "      cost    It costs a cycle.",
            "      remedy  mend it",
            "OK    A fine thing  all is well",
            "1 FAIL, 1 OK"),
        text.lines().toList());
  }

  @Property
  void noLineIsWiderThanAskedUnlessOneWordIs(@ForAll @IntRange(min = 40, max = 200) int width) {
    List<Finding> findings =
        List.of(
            Finding.warn(
                "x",
                "A title that is rather long, longer than most",
                "seen ".repeat(40),
                "words of different length and some more of them ".repeat(5),
                "do this "),
            FINE);
    DefaultDoctor printer = new DefaultDoctor(log.logger());
    String text = printer.render(findings, width);
    for (String line : text.lines().toList()) {
      assertTrue(line.length() <= Math.max(width, 70), line);
    }
    assertEquals(40, text.split("\\bseen\\b", -1).length - 1);
  }

  @Test
  void jsonHoldsEverything() throws IOException {
    List<String> values = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(doctor.toJson(List.of(BAD, FINE)))) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING) {
          values.add(parser.currentName() + "=" + parser.getText());
        }
      }
    }
    assertEquals(
        List.of(
            "worst=FAIL",
            "id=b.bad",
            "title=A bad thing",
            "severity=FAIL",
            "seen=\"nothing\" \\ works",
            "cost=It costs a cycle.",
            "remedy=mend it",
            "id=a.fine",
            "title=A fine thing",
            "severity=OK",
            "seen=all is well",
            "cost=",
            "remedy="),
        values);
  }

  @Test
  void anIdIsLowerCaseWithDots() {
    assertThrows(IllegalArgumentException.class, () -> Finding.ok("Bad Id", "t", "s"));
  }
}
