// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.util.List;
import org.tactus.doctor.Finding;
import org.tactus.doctor.Severity;

/**
 * What the doctor says.
 *
 * @param worst the worst severity
 * @param findings the worst first
 * @param text all of it for a terminal
 */
public record Diagnosis(Severity worst, List<Finding> findings, String text) {

  /** Copies the list. */
  public Diagnosis {
    findings = List.copyOf(findings);
  }
}
