// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.engine.Mode;
import org.tactus.engine.PipelineSpecification;
import org.tactus.notation.Graph;

/** A stored pipeline: the factory configuration {@code org.tactus.pipeline~NAME}. */
@ObjectClassDefinition(
    factoryPid = PipelineConfiguration.PID,
    name = "Tactus pipeline",
    description = "A named graph driven by one clock")
@interface PipelineConfiguration {

  /** The configurations' factory PID. */
  String PID = "org.tactus.pipeline";

  /** The text. */
  @AttributeDefinition(name = "Graph", description = "Chains in the notation")
  String[] graph();

  /** The rate. */
  @AttributeDefinition(
      name = "Rate",
      description = "Frames a second, 8000 to 192000; empty takes what the devices have",
      required = false)
  String rate() default "";

  /** The period. */
  @AttributeDefinition(
      name = "Period",
      description = "Frames a cycle, 16 to 8192; 0 takes what the devices have",
      required = false)
  int period() default 0;

  /** The clock. */
  @AttributeDefinition(
      name = "Clock",
      description = "The node or device type that starts the cycles, or timer; empty chooses",
      required = false)
  String clock() default "";

  /** The mode. */
  @AttributeDefinition(
      name = "Mode",
      description = "Whether a policy that does not take refuses the pipeline",
      required = false,
      options = {
        @Option(label = "Run and show it", value = "lenient"),
        @Option(label = "Refuse, and stay muted until warm", value = "strict")
      })
  String mode() default "lenient";

  /** The workers. */
  @AttributeDefinition(
      name = "Workers",
      description = "Threads for parallel branches; -1 chooses",
      required = false)
  int workers() default -1;

  /** Free-wheeling. */
  @AttributeDefinition(
      name = "Free-wheel",
      description = "Run as fast as it can, without a clock",
      required = false)
  boolean freewheel() default false;

  /** Starting. */
  @AttributeDefinition(
      name = "Autostart",
      description = "Start with the instance",
      required = false)
  boolean autostart() default false;

  /** Reads a configuration; unknown keys are refused. */
  final class Reader {

    private static final Set<String> KEYS =
        Set.of("graph", "rate", "period", "clock", "mode", "workers", "freewheel", "autostart");

    private final String name;
    private final Dictionary<String, ?> values;

    private Reader(String name, Dictionary<String, ?> values) {
      this.name = name;
      this.values = values;
    }

    static PipelineSpecification read(String name, Dictionary<String, ?> values)
        throws RefusedException {
      return new Reader(name, values).read();
    }

    private PipelineSpecification read() throws RefusedException {
      for (String key : Collections.list(values.keys())) {
        if (!KEYS.contains(key)
            && !key.startsWith("service.")
            && !key.startsWith("felix.fileinstall.")) {
          throw new RefusedException(
              "key '"
                  + key
                  + "' of "
                  + PID
                  + "~"
                  + name
                  + " is unknown; the keys are "
                  + String.join(", ", new TreeSet<>(KEYS)));
        }
      }
      String graph = lines();
      if (graph.isBlank()) {
        throw new RefusedException(
            PID + "~" + name + " has no graph; write graph = file(\"in.wav\") -> alsa()");
      }
      String rate = text("rate", "");
      String clock = text("clock", "");
      return new PipelineSpecification(
          name,
          Graph.parse(graph),
          rate.isEmpty() ? null : rate(rate),
          number("period", 0),
          clock.isEmpty() ? null : clock,
          mode(text("mode", "lenient")),
          number("workers", -1),
          flag("freewheel"),
          null,
          flag("autostart"));
    }

    private String lines() {
      return switch (values.get("graph")) {
        case null -> "";
        case String[] lines -> String.join("\n", lines);
        case List<?> lines -> String.join("\n", lines.stream().map(String::valueOf).toList());
        case Object text -> text.toString();
      };
    }

    private String text(String key, String otherwise) {
      Object value = values.get(key);
      return value == null ? otherwise : value.toString().strip();
    }

    private int number(String key, int otherwise) throws RefusedException {
      String text = text(key, Integer.toString(otherwise));
      try {
        return Integer.parseInt(text);
      } catch (NumberFormatException e) {
        throw refused(key, text, "a whole number", e);
      }
    }

    private boolean flag(String key) throws RefusedException {
      String text = text(key, "false");
      if (!text.equals("true") && !text.equals("false")) {
        throw refused(key, text, "true or false", null);
      }
      return text.equals("true");
    }

    private Rational rate(String text) throws RefusedException {
      try {
        return Rational.parse(text);
      } catch (IllegalArgumentException e) {
        throw refused("rate", text, "48000 or 30000/1001", e);
      }
    }

    private Mode mode(String text) throws RefusedException {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "strict" -> Mode.STRICT;
        case "lenient" -> Mode.LENIENT;
        default -> throw refused("mode", text, "strict or lenient", null);
      };
    }

    private RefusedException refused(String key, String text, String wanted, Throwable cause) {
      return new RefusedException(
          "'" + text + "' does not fit " + key + " of " + PID + "~" + name + "; give " + wanted,
          cause);
    }
  }
}
