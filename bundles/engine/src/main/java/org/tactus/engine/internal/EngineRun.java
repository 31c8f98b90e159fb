// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tactus.engine.NodeLedger;
import org.tactus.engine.NodeStatus;
import org.tactus.engine.Percentiles;
import org.tactus.engine.PipelineState;
import org.tactus.engine.PipelineStatus;
import org.tactus.engine.Xrun;
import org.tactus.policy.PolicyResult;
import org.tactus.runtime.spi.RunHandle;

/** A pipeline in the hands of {@code tactus run}. */
final class EngineRun implements RunHandle {

  private final Pipeline pipeline;

  EngineRun(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  @Override
  public boolean awaitFirstCycle(Duration timeout) throws InterruptedException {
    return pipeline.awaitFirstCycle(timeout);
  }

  @Override
  public void hostStarted() {
    pipeline.setHostStarted(true);
  }

  @Override
  public boolean awaitEnd(Duration timeout) throws InterruptedException {
    return pipeline.awaitEnd(timeout);
  }

  @Override
  public String statusLine() {
    return pipeline.statusLine();
  }

  @Override
  public void stop() {
    pipeline.stop();
  }

  @Override
  public Optional<String> failure() {
    PipelineStatus status = pipeline.status();
    return status.state() == PipelineState.FAILED
        ? Optional.of(status.message())
        : Optional.empty();
  }

  @Override
  public Map<String, Object> report() {
    PipelineStatus status = pipeline.status();
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("pipeline", status.specification().graph().toString());
    report.put("name", status.name());
    report.put("state", status.state().name().toLowerCase(java.util.Locale.ROOT));
    report.put("rate", status.rate() == null ? null : rate(status));
    report.put("period", status.period());
    report.put("clock", status.clock());
    report.put("latencyFrames", status.latencyFrames());
    report.put("seconds", status.seconds());
    report.put("startToFirstCycleMs", number(status.startToFirstCycleMillis()));
    report.put("startToWarmMs", number(status.startToWarmMillis()));
    report.put("cycles", status.cycles());
    report.put("late", status.late());
    report.put("lateness", percentiles(status.lateness()));
    report.put("cycleTime", percentiles(status.cycleTime()));
    report.put("allocatedBytes", status.allocatedBytes());
    Map<String, Object> faults = new LinkedHashMap<>();
    faults.put("minor", status.minorFaults());
    faults.put("major", status.majorFaults());
    report.put("pageFaults", faults);
    report.put("xruns", xruns(status.xruns()));
    report.put("xrunsByCause", new TreeMap<>(status.xrunsByCause()));
    report.put("nodes", nodes(status.nodes()));
    report.put("policy", policy(status.policy()));
    return report;
  }

  private static Object rate(PipelineStatus status) {
    return status.rate().denominator() == 1
        ? (Object) status.rate().numerator()
        : status.rate().toString();
  }

  private static Object number(double value) {
    return Double.isNaN(value) ? null : Math.round(value * 10) / 10.0;
  }

  private static Map<String, Object> percentiles(Percentiles percentiles) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("p50", percentiles.p50());
    map.put("p99", percentiles.p99());
    map.put("p999", percentiles.p999());
    map.put("max", percentiles.max());
    return map;
  }

  private static List<Object> xruns(List<Xrun> xruns) {
    List<Object> list = new ArrayList<>();
    for (Xrun xrun : xruns) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("cycle", xrun.cycle());
      map.put("time", xrun.time().toString());
      map.put("lateMicros", number(xrun.lateMicros()));
      map.put("cause", xrun.cause());
      map.put("detail", xrun.detail());
      map.put("also", xrun.also());
      list.add(map);
    }
    return list;
  }

  private static List<Object> nodes(List<NodeStatus> nodes) {
    List<Object> list = new ArrayList<>();
    for (NodeStatus node : nodes) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("name", node.name());
      map.put("type", node.type());
      map.put("time", percentiles(node.time()));
      map.put("ledger", ledger(node.ledger()));
      map.put("latencyFrames", node.latencyFrames());
      map.put("bypassed", node.bypassed());
      map.put("message", node.message());
      Map<String, Object> meters = new LinkedHashMap<>();
      node.meters()
          .forEach(meter ->
              meters.put(
                  meter.descriptor().id(),
                  Double.isFinite(meter.value()) ? (Object) meter.value() : null));
      map.put("meters", meters);
      list.add(map);
    }
    return list;
  }

  private static Map<String, Object> ledger(NodeLedger ledger) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("blocks", ledger.blocks());
    map.put("blocksPerSecond", number(ledger.blocksPerSecond()));
    map.put("nominalBlocksPerSecond", number(ledger.nominalBlocksPerSecond()));
    map.put("allocatedBytes", ledger.allocatedBytes());
    map.put("misses", ledger.misses());
    map.put("bypassedCycles", ledger.bypassedCycles());
    NodeLedger.Investigation investigation = ledger.investigation();
    if (investigation.cycles() > 0) {
      Map<String, Object> counts = new LinkedHashMap<>();
      counts.put("cycles", investigation.cycles());
      counts.put("minorFaults", investigation.minorFaults());
      counts.put("majorFaults", investigation.majorFaults());
      counts.put("voluntarySwitches", investigation.voluntarySwitches());
      counts.put("involuntarySwitches", investigation.involuntarySwitches());
      map.put("investigated", counts);
    }
    return map;
  }

  private static List<Object> policy(List<PolicyResult> policy) {
    List<Object> list = new ArrayList<>();
    for (PolicyResult result : policy) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("name", result.name());
      map.put("requested", result.requested());
      map.put("effective", result.effective());
      map.put("ok", result.ok());
      map.put("remedy", result.remedy());
      list.add(map);
    }
    return list;
  }
}
