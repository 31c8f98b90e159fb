// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.tactus.shell.internal.text.Column.left;
import static org.tactus.shell.internal.text.Column.right;

import java.util.List;
import java.util.stream.Collectors;
import org.tactus.api.Direction;
import org.tactus.api.Rational;
import org.tactus.api.device.DeviceInfo;
import org.tactus.api.node.Option;
import org.tactus.shell.internal.text.Quantity;
import org.tactus.shell.internal.text.Table;
import org.tactus.shell.internal.text.View;

/** Devices: a row each, one for the type where it has none to name. */
final class DeviceView implements View<DeviceType> {
  private static final int RATES_IN_FULL = 4;
  private static final String ANY = "any";

  @Override
  public Class<DeviceType> type() {
    return DeviceType.class;
  }

  @Override
  public String table(List<DeviceType> types) {
    Table table =
        new Table(
            left("TYPE"),
            left("DEVICE"),
            left("USE"),
            right("CHANNELS"),
            left("RATES"),
            left("DESCRIPTION"));
    for (DeviceType type : types) {
      if (type.devices().isEmpty()) {
        table.add(type.name(), Quantity.UNKNOWN, "", "", "", type.description());
      }
      for (DeviceInfo device : type.devices()) {
        table.add(
            type.name(),
            device.id(),
            use(device),
            device.channels() == 0 ? ANY : Integer.toString(device.channels()),
            rates(device.rates()),
            device.description());
      }
    }
    return table.render();
  }

  @Override
  public String full(DeviceType type) {
    Table options = new Table(left("ARGUMENT"), left("VALUE"), right("DEFAULT"), left("MEANING"));
    for (Option option : type.options()) {
      options.add(
          option.id(),
          ParameterText.range(option),
          ParameterText.initial(option),
          option.description());
    }
    StringBuilder text = new StringBuilder(type.name() + ": " + type.description());
    text.append("\n\n").append(table(List.of(type)));
    PipelineView.section(text, options);
    return text.toString();
  }

  @Override
  public String line(DeviceType type) {
    return type.name() + "  " + Quantity.count(type.devices().size(), "device");
  }

  @Override
  public String name(DeviceType type) {
    return type.name();
  }

  private static String use(DeviceInfo device) {
    boolean source = device.directions().contains(Direction.OUTPUT);
    boolean sink = device.directions().contains(Direction.INPUT);
    return source && sink ? "source, sink" : source ? "source" : sink ? "sink" : Quantity.UNKNOWN;
  }

  private static String rates(List<Rational> rates) {
    List<Rational> sorted = rates.stream().sorted().distinct().toList();
    if (sorted.isEmpty()) {
      return ANY;
    }
    return sorted.size() > RATES_IN_FULL
        ? sorted.getFirst() + " to " + sorted.getLast() + " Hz"
        : sorted.stream().map(Rational::toString).collect(Collectors.joining(", ")) + " Hz";
  }
}
