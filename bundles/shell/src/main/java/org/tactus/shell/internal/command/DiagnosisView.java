// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.tactus.shell.internal.text.Quantity;
import org.tactus.shell.internal.text.View;

/** What the doctor says, in its own words. */
final class DiagnosisView implements View<Diagnosis> {

  @Override
  public Class<Diagnosis> type() {
    return Diagnosis.class;
  }

  @Override
  public String table(List<Diagnosis> diagnoses) {
    return diagnoses.stream().map(this::full).collect(Collectors.joining("\n\n"));
  }

  @Override
  public String full(Diagnosis diagnosis) {
    return diagnosis.text().stripTrailing();
  }

  @Override
  public String line(Diagnosis diagnosis) {
    return name(diagnosis) + "  " + Quantity.count(diagnosis.findings().size(), "finding");
  }

  @Override
  public String name(Diagnosis diagnosis) {
    return diagnosis.worst().name().toLowerCase(Locale.ROOT);
  }
}
