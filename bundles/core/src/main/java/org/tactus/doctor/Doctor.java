// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Examines the machine with every {@link DoctorCheck} service. Any control thread may call. */
@ProviderType
public interface Doctor {

  /**
   * Asks every check; takes about a second, of which a part is measuring with one CPU busy. While a
   * pipeline runs, that measurement is left out.
   *
   * @return the findings, the worst first
   */
  List<Finding> examine();

  /** The worst severity among findings, OK when there are none. */
  Severity worst(List<Finding> findings);

  /**
   * Findings as text for a terminal.
   *
   * @param findings what to show, in this order
   * @param width columns, at least 40
   */
  String render(List<Finding> findings, int width);

  /** {@link #render(List, int)} in 100 columns. */
  String render(List<Finding> findings);

  /**
   * Findings as JSON: an object with {@code worst} (a severity) and {@code findings}, a list of
   * objects with {@code id}, {@code title}, {@code severity}, {@code seen}, {@code cost} and {@code
   * remedy}, all of them text.
   */
  String toJson(List<Finding> findings);
}
