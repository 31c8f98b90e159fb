// SPDX-License-Identifier: Apache-2.0
package org.tactus.bench.internal;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.tactus.api.RefusedException;
import org.tactus.bench.Benchmark;
import org.tactus.bench.BenchmarkRun;
import org.tactus.bench.Row;
import org.tactus.runtime.spi.BenchmarkRunner;
import org.tactus.runtime.spi.RunRefusedException;

/** Runs for {@code tactus bench} the benchmarks that are there. */
@Component
public final class Benchmarks implements BenchmarkRunner {

  private static final String LIST = "list";
  private static final String AS_JSON = "--json";

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile List<Benchmark> benchmarks;

  private volatile boolean cancelled;

  /** Called by Declarative Services. */
  @Activate
  public Benchmarks() {
    // The benchmarks come and go.
  }

  @Override
  public boolean run(List<String> words, PrintStream output, Consumer<String> progress)
      throws RunRefusedException, InterruptedException {
    String name = words.isEmpty() ? LIST : words.getFirst();
    List<String> options = new ArrayList<>(words.subList(Math.min(1, words.size()), words.size()));
    boolean json = options.removeIf(AS_JSON::equals);
    try {
      List<Row> rows = name.equals(LIST) ? list(options) : run(name, options, progress);
      output.print(json ? json(rows) : name.equals(LIST) ? listed(rows) : Table.of(rows));
      return rows.stream().allMatch(row -> row.holds() == null || row.holds());
    } catch (RefusedException e) {
      throw new RunRefusedException(e.getMessage(), e);
    }
  }

  private List<Row> run(String name, List<String> options, Consumer<String> progress)
      throws RefusedException, InterruptedException {
    List<Benchmark> present = sorted();
    for (Benchmark benchmark : present) {
      if (benchmark.name().equals(name)) {
        return benchmark.run(
            CommandLine.read(name, benchmark.options(), options), new Run(progress));
      }
    }
    throw new RefusedException(
        "there is no benchmark '"
            + name
            + "'; those there are: "
            + String.join(", ", present.stream().map(Benchmark::name).toList()));
  }

  private List<Row> list(List<String> options) throws RefusedException {
    if (!options.isEmpty()) {
      throw new RefusedException(
          "'tactus bench list' has no use for '" + options.getFirst() + "'; it takes --json");
    }
    return sorted().stream()
        .map(benchmark -> Row.condition(benchmark.name(), benchmark.description()))
        .toList();
  }

  private static String listed(List<Row> rows) {
    StringBuilder text = new StringBuilder();
    rows.forEach(row -> text.append("%-10s  %s%n".formatted(row.name(), row.value())));
    return text.toString();
  }

  private List<Benchmark> sorted() {
    return benchmarks.stream().sorted(Comparator.comparing(Benchmark::name)).toList();
  }

  @Override
  public void cancel() {
    cancelled = true;
  }

  static String json(List<Row> rows) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Row row : rows) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("name", row.name());
      map.put("value", row.value());
      map.put("unit", row.unit());
      map.put("peer", row.peer());
      map.put("peerValue", row.peerValue());
      map.put("ratio", row.ratio());
      map.put("spread", row.spread());
      map.put("required", row.required());
      map.put("holds", row.holds());
      list.add(map);
    }
    try {
      return JSON.std
              .with(JSON.Feature.PRETTY_PRINT_OUTPUT)
              .with(JSON.Feature.WRITE_NULL_PROPERTIES)
              .asString(list)
          + "\n";
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private final class Run implements BenchmarkRun {

    private final Consumer<String> progress;

    Run(Consumer<String> progress) {
      this.progress = progress;
    }

    @Override
    public void progress(String line) {
      progress.accept(line);
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }
  }
}
