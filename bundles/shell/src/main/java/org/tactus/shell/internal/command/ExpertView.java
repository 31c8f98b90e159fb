// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.util.List;
import org.tactus.shell.internal.text.View;

/** A pipeline with its parameters for experts. */
final class ExpertView implements View<ExpertStatus> {
  private final PipelineView pipelines = new PipelineView();

  @Override
  public Class<ExpertStatus> type() {
    return ExpertStatus.class;
  }

  @Override
  public String table(List<ExpertStatus> objects) {
    return pipelines.table(objects.stream().map(ExpertStatus::status).toList());
  }

  @Override
  public String full(ExpertStatus object) {
    return PipelineView.full(object.status(), true);
  }

  @Override
  public String line(ExpertStatus object) {
    return pipelines.line(object.status());
  }

  @Override
  public String name(ExpertStatus object) {
    return object.status().name();
  }
}
