// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.tactus.shell.internal.text.Column.left;
import static org.tactus.shell.internal.text.Column.right;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tactus.api.Rational;
import org.tactus.api.parameter.Parameter;
import org.tactus.engine.Containment;
import org.tactus.engine.MeterStatus;
import org.tactus.engine.NodeContainment;
import org.tactus.engine.NodeStatus;
import org.tactus.engine.ParameterStatus;
import org.tactus.engine.PipelineSpecification;
import org.tactus.engine.PipelineState;
import org.tactus.engine.PipelineStatus;
import org.tactus.shell.internal.text.Column;
import org.tactus.shell.internal.text.Quantity;
import org.tactus.shell.internal.text.RowView;
import org.tactus.shell.internal.text.Table;

/** A pipeline: a row with its notation, or all that it is made of. */
final class PipelineView extends RowView<PipelineStatus> {
  private static final String INDENT = "  ";

  PipelineView() {
    super(
        PipelineStatus.class,
        left("NAME"),
        left("STATE"),
        right("RATE"),
        right("PERIOD"),
        left("CLOCK"),
        right("LOAD"),
        right("CYCLES"),
        right("LATE"),
        right("XRUNS"),
        left("GRAPH"));
  }

  @Override
  protected String[] row(PipelineStatus status) {
    boolean ran = status.cycles() > 0;
    return new String[] {
      status.name(),
      state(status),
      Quantity.rate(status.rate()),
      status.period() == 0 ? Quantity.UNKNOWN : Integer.toString(status.period()),
      known(status.clock()),
      ran ? Quantity.percent(status.load()) : Quantity.UNKNOWN,
      Long.toString(status.cycles()),
      Long.toString(status.late()),
      Long.toString(status.xrunCount()),
      status.specification().graph().toString()
    };
  }

  @Override
  public String table(List<PipelineStatus> statuses) {
    StringBuilder text = new StringBuilder(super.table(statuses));
    for (PipelineStatus status : statuses) {
      if (!status.message().isEmpty()) {
        text.append('\n').append(status.name()).append(": ").append(status.message());
      }
    }
    return text.toString();
  }

  @Override
  public String full(PipelineStatus status) {
    return full(status, false);
  }

  static String state(PipelineStatus status) {
    return status.state().name().toLowerCase(Locale.ROOT);
  }

  static String full(PipelineStatus status, boolean expert) {
    StringBuilder text = new StringBuilder();
    status.specification().graph().lines().forEach(line -> text.append(line).append('\n'));
    text.append('\n').append(facts(status));
    section(text, nodes(status.nodes()));
    section(text, parameters(status.nodes(), expert));
    section(text, meters(status.nodes()));
    for (NodeStatus node : status.nodes()) {
      if (!node.message().isEmpty()) {
        text.append('\n').append(node.name()).append(": ").append(node.message());
      }
    }
    return text.toString();
  }

  static void section(StringBuilder text, Table table) {
    if (!table.isEmpty()) {
      text.append("\n\n").append(table.render());
    }
  }

  private static String facts(PipelineStatus status) {
    PipelineSpecification said = status.specification();
    Facts facts = new Facts();
    facts.add("pipeline", status.name());
    facts.add("state", stateSince(status));
    if (!status.message().isEmpty()) {
      facts.add("message", status.message());
    }
    facts.add("rate", negotiated(Quantity.rate(first(status.rate(), said.rate()))));
    facts.add("period", negotiated(period(status)));
    facts.add("clock", negotiated(known(status.clock().isEmpty() ? said.clock() : status.clock())));
    facts.add("latency", latency(status));
    facts.add("mode", said.mode().name().toLowerCase(Locale.ROOT) + speed(said));
    facts.add("workers", said.workers() < 0 ? "chosen" : Integer.toString(said.workers()));
    facts.add("autostart", said.autostart() ? "yes" : "no");
    return facts.render();
  }

  static String stateSince(PipelineStatus status) {
    boolean runs =
        status.state() == PipelineState.RUNNING || status.state() == PipelineState.WARMING;
    return state(status) + (runs ? " for " + Quantity.seconds(status.seconds()) : "");
  }

  /** As negotiated, or else as said. */
  private static String period(PipelineStatus status) {
    PipelineSpecification said = status.specification();
    int period = status.period() > 0 ? status.period() : said.period();
    Rational rate = first(status.rate(), said.rate());
    return period == 0
        ? Quantity.UNKNOWN
        : Quantity.count(period, "frame")
            + (rate == null ? "" : " (" + Quantity.duration(period, rate) + ")");
  }

  private static Rational first(Rational rate, Rational otherwise) {
    return rate == null ? otherwise : rate;
  }

  private static String latency(PipelineStatus status) {
    return known(status.latencyFrames())
        + (status.latencyFrames().isEmpty()
            ? ""
            : " frames" + inTime(status.latencyFrames(), status));
  }

  /** Nothing where the latency is a range. */
  private static String inTime(String frames, PipelineStatus status) {
    return status.rate() != null && frames.matches("[0-9]{1,15}")
        ? " (" + Quantity.duration(Long.parseLong(frames), status.rate()) + ")"
        : "";
  }

  private static String speed(PipelineSpecification said) {
    return said.freewheel() ? ", free-wheeling" : "";
  }

  private static String negotiated(String value) {
    return value.equals(Quantity.UNKNOWN) ? "negotiated at the start" : value;
  }

  private static String known(String text) {
    return text == null || text.isEmpty() ? Quantity.UNKNOWN : text;
  }

  /** Where it stands on the ladder, and how often it was bypassed for what it did. */
  private static String state(NodeStatus node) {
    NodeContainment containment = node.containment();
    String state =
        containment.rung() != Containment.NONE
            ? containment.rung().word()
            : node.bypassed() ? "bypassed" : "ok";
    return containment.strikes() == 0
        ? state
        : state + " (" + Quantity.count(containment.strikes(), "strike") + ")";
  }

  private static Table nodes(List<NodeStatus> nodes) {
    Table table =
        new Table(
            left("NODE"),
            left("TYPE"),
            left("ROLE"),
            left("FORMAT"),
            right("LATENCY"),
            right("TIME P50"),
            right("P99"),
            right("MAX"),
            left("STATE"));
    for (NodeStatus node : nodes) {
      table.add(
          node.name(),
          node.type(),
          node.role(),
          known(node.formats()),
          Quantity.count(node.latencyFrames(), "frame"),
          Quantity.micros(node.time().p50()),
          Quantity.micros(node.time().p99()),
          Quantity.micros(node.time().max()),
          state(node));
    }
    return table;
  }

  /** A parameter of a node, as the shell names it. */
  private record Setting(String node, ParameterStatus status) {
    String id() {
      return node + "." + status.descriptor().id();
    }

    boolean isLike(Setting other) {
      return node.equals(other.node)
          && status.text().equals(other.status.text())
          && ParameterText.alike(status.descriptor(), other.status.descriptor());
    }
  }

  private static Table parameters(List<NodeStatus> nodes, boolean expert) {
    List<Setting> settings = new ArrayList<>();
    for (NodeStatus node : nodes) {
      for (ParameterStatus parameter : node.parameters()) {
        if (expert || !parameter.descriptor().flags().contains(Parameter.Flag.EXPERT)) {
          settings.add(new Setting(node.name(), parameter));
        }
      }
    }
    Table table =
        new Table(
            left("PARAMETER"), right("VALUE"), left("RANGE"), right("DEFAULT"), left("MEANING"));
    Numbered.runs(settings, Setting::id, Setting::isLike)
        .forEach((id, setting) -> {
          Parameter parameter = setting.status().descriptor();
          table.add(
              id,
              Quantity.withUnit(setting.status().text(), parameter.unit()),
              ParameterText.range(parameter),
              ParameterText.initial(parameter),
              parameter.name());
        });
    return table;
  }

  private static Table meters(List<NodeStatus> nodes) {
    Column[] columns = {left("METER"), right("VALUE"), left("MEANING")};
    Table table = new Table(columns);
    for (NodeStatus node : nodes) {
      for (MeterStatus meter : node.meters()) {
        table.add(
            node.name() + "." + meter.descriptor().id(),
            Quantity.withUnit(Quantity.measured(meter.value()), meter.descriptor().unit()),
            meter.descriptor().name());
      }
    }
    return table;
  }

  /** Left-aligned pairs. */
  static final class Facts {
    private static final int NAME_WIDTH = 12;

    private final List<String> lines = new ArrayList<>();

    Facts add(String name, String value) {
      lines.add(name + " ".repeat(Math.max(0, NAME_WIDTH - name.length())) + INDENT + value);
      return this;
    }

    String render() {
      return String.join("\n", lines);
    }
  }
}
