// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.tactus.shell.internal.text.Column.left;
import static org.tactus.shell.internal.text.Column.right;

import java.util.List;
import org.tactus.api.node.Option;
import org.tactus.api.parameter.Meter;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.ProcessorType;
import org.tactus.shell.internal.text.Quantity;
import org.tactus.shell.internal.text.Table;
import org.tactus.shell.internal.text.View;

/** Types of processors: a row each, and a row for everything that they take or show. */
final class ProcessorView implements View<ProcessorType> {

  @Override
  public Class<ProcessorType> type() {
    return ProcessorType.class;
  }

  @Override
  public String table(List<ProcessorType> types) {
    Table table =
        new Table(
            left("TYPE"),
            left("VERSION"),
            left("TAKES"),
            left("NAME"),
            left("RANGE"),
            right("DEFAULT"),
            left("DESCRIPTION"));
    types.forEach(type -> add(table, type));
    return table.render();
  }

  private static void add(Table table, ProcessorType type) {
    table.add(type.name(), type.version(), "", "", "", "", type.description());
    for (Option option : type.options()) {
      table.add(
          type.name(),
          "",
          "option",
          option.id(),
          ParameterText.range(option),
          ParameterText.initial(option),
          option.description());
    }
    Numbered.runs(type.parameters(), Parameter::id, ParameterText::alike)
        .forEach((id, parameter) ->
            table.add(
                type.name(),
                "",
                "parameter",
                id,
                ParameterText.range(parameter),
                ParameterText.initial(parameter),
                parameter.name()));
    for (Meter meter : type.meters()) {
      table.add(type.name(), "", "(meter)", meter.id(), known(meter.unit()), "", meter.name());
    }
  }

  private static String known(String unit) {
    return unit.isEmpty() ? Quantity.UNKNOWN : unit;
  }

  @Override
  public String line(ProcessorType type) {
    return type.name() + "  " + type.version() + "  " + type.description();
  }

  @Override
  public String name(ProcessorType type) {
    return type.name();
  }
}
