// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.FieldOption;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.tactus.doctor.Doctor;
import org.tactus.doctor.DoctorCheck;
import org.tactus.doctor.Finding;
import org.tactus.doctor.Severity;

/** Asks the checks and prints what they found. */
@Component(service = Doctor.class)
public final class DefaultDoctor implements Doctor {
  private static final int DEFAULT_WIDTH = 100;
  private static final int NARROWEST = 40;
  private static final String INDENT = "      ";

  private final Logger logger;

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY,
      fieldOption = FieldOption.REPLACE)
  volatile List<DoctorCheck> checks = List.of();

  @Activate
  public DefaultDoctor(@Reference(service = LoggerFactory.class) Logger logger) {
    this.logger = logger;
  }

  @Override
  public synchronized List<Finding> examine() {
    List<Finding> findings = new ArrayList<>();
    for (DoctorCheck check : checks) {
      try {
        findings.addAll(check.examine());
      } catch (RuntimeException | LinkageError e) {
        logger.error("The check {} failed", check.getClass().getName(), e);
        findings.add(failed(check, e));
      }
    }
    findings.sort(Comparator.comparing(Finding::severity).reversed());
    return List.copyOf(findings);
  }

  private static Finding failed(DoctorCheck check, Throwable e) {
    String name = check.getClass().getSimpleName();
    String id = name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    return Finding.warn(
        "check." + (id.isEmpty() ? "unnamed" : id),
        "Check " + name,
        "it failed with " + e,
        "What it looks at is not known.",
        "Report it to the maker of " + check.getClass().getName() + "; the log has the trace.");
  }

  @Override
  public Severity worst(List<Finding> findings) {
    return findings.stream()
        .map(Finding::severity)
        .max(Comparator.naturalOrder())
        .orElse(Severity.OK);
  }

  @Override
  public String render(List<Finding> findings) {
    return render(findings, DEFAULT_WIDTH);
  }

  @Override
  public String render(List<Finding> findings, int width) {
    int columns = Math.max(NARROWEST, width);
    int titles =
        Math.min(
            columns * 2 / 5, findings.stream().mapToInt(f -> f.title().length()).max().orElse(0));
    List<String> lines = new ArrayList<>();
    for (Finding finding : findings) {
      String head = "%-5s %-" + Math.max(1, titles) + "s  ";
      String first = head.formatted(finding.severity(), finding.title());
      String indent =
          first.length() > columns / 2 ? INDENT + "        " : " ".repeat(first.length());
      lines.addAll(wrapped(first, indent, finding.seen(), columns));
      if (finding.severity() != Severity.OK) {
        if (!finding.cost().isEmpty()) {
          lines.addAll(wrapped(INDENT + "cost    ", INDENT + "        ", finding.cost(), columns));
        }
        if (!finding.remedy().isEmpty()) {
          lines.addAll(
              wrapped(INDENT + "remedy  ", INDENT + "        ", finding.remedy(), columns));
        }
      }
    }
    lines.add(summary(findings));
    return String.join(System.lineSeparator(), lines) + System.lineSeparator();
  }

  /** Words of {@code text} after {@code first}, broken before {@code width} where a word allows. */
  private static List<String> wrapped(String first, String indent, String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : text.split("\\s+")) {
      if (!empty && line.length() + 1 + word.length() > width) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(indent);
        empty = true;
      }
      if (empty && !line.toString().equals(indent) && line.length() + word.length() > width) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(indent);
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }

  private static String summary(List<Finding> findings) {
    return findings.stream()
        .collect(Collectors.groupingBy(Finding::severity, Collectors.counting()))
        .entrySet()
        .stream()
        .sorted(Comparator.comparing(Map.Entry<Severity, Long>::getKey, Comparator.reverseOrder()))
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  @Override
  public String toJson(List<Finding> findings) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartObject();
      json.writeStringField("worst", worst(findings).name());
      json.writeArrayFieldStart("findings");
      for (Finding finding : findings) {
        json.writeStartObject();
        json.writeStringField("id", finding.id());
        json.writeStringField("title", finding.title());
        json.writeStringField("severity", finding.severity().name());
        json.writeStringField("seen", finding.seen());
        json.writeStringField("cost", finding.cost());
        json.writeStringField("remedy", finding.remedy());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + System.lineSeparator();
  }
}
