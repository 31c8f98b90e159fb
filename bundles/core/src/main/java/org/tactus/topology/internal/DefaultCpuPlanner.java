// SPDX-License-Identifier: Apache-2.0
package org.tactus.topology.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;
import org.tactus.api.RefusedException;
import org.tactus.linux.CpuSet;
import org.tactus.machine.internal.ConfigurationKeys;
import org.tactus.machine.internal.KernelFiles;
import org.tactus.policy.PolicyResult;
import org.tactus.topology.CpuPlan;
import org.tactus.topology.CpuPlanner;
import org.tactus.topology.Reservation;
import org.tactus.topology.Topology;

/** Keeps the plan and the book of what pipelines have reserved. */
@Component(service = CpuPlanner.class, configurationPid = DefaultCpuPlanner.PID)
@Designate(ocd = CpuPlannerConfiguration.class)
public final class DefaultCpuPlanner implements CpuPlanner {
  static final String PID = "org.tactus.topology";
  static final double DEFAULT_DUTY_LIMIT = 0.75;

  /** Above it the kernel's own throttle of real-time tasks would strike first. */
  private static final double HIGHEST_DUTY_LIMIT = 0.95;

  /** Room for the rounding of sums of shares. */
  private static final double EPSILON = 1e-9;

  private final Topology topology;
  private final Logger logger;
  private final List<Booking> bookings = new ArrayList<>();
  private CpuPlan plan;
  private boolean housekeepingIsFixed;
  private double dutyLimit = DEFAULT_DUTY_LIMIT;
  private PolicyResult configured;

  @Activate
  public DefaultCpuPlanner(
      CpuPlannerConfiguration configuration,
      Map<String, Object> properties,
      @Reference(service = LoggerFactory.class) Logger logger) {
    this(new TopologyReader(KernelFiles.ofMachine()).readOnce(), logger);
    modified(configuration, properties);
  }

  DefaultCpuPlanner(Topology topology, Logger logger) {
    this.topology = topology;
    this.logger = logger;
    try {
      adopt(Overrides.NONE, DEFAULT_DUTY_LIMIT);
    } catch (RefusedException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  @Modified
  void modified(CpuPlannerConfiguration configuration, Map<String, Object> properties) {
    try {
      ConfigurationKeys.check(PID, CpuPlannerConfiguration.class, properties);
      adopt(
          Overrides.of(
              topology,
              configuration.cycle_cpus(),
              configuration.worker_cpus(),
              configuration.device_cpus(),
              configuration.housekeeping_cpus()),
          configuration.duty_limit());
      plan().reasons().forEach(reason -> logger.info("CPUs: {}", reason));
    } catch (RefusedException | RuntimeException e) {
      refuse(e);
    }
  }

  private synchronized void refuse(Exception e) {
    configured =
        PolicyResult.failed(
            "cpu planner configuration", "as configured", "the former choice", e.getMessage());
    logger.error("{}; the former choice of CPUs stays", e.getMessage());
  }

  private synchronized void adopt(Overrides overrides, double limit) throws RefusedException {
    if (!(limit > 0 && limit <= HIGHEST_DUTY_LIMIT)) {
      throw new RefusedException(
          "duty.limit = "
              + limit
              + " is refused; give a share above 0 and at most "
              + HIGHEST_DUTY_LIMIT);
    }
    plan = PlanMaker.plan(topology, overrides);
    housekeepingIsFixed = overrides.housekeeping().isPresent();
    dutyLimit = limit;
    configured =
        PolicyResult.applied(
            "cpu planner configuration",
            overrides.equals(Overrides.NONE) ? "automatic" : "as configured",
            "cycle "
                + PlanMaker.asSet(plan.cycle())
                + ", device I/O "
                + plan.deviceIo()
                + ", housekeeping "
                + plan.housekeeping());
  }

  @Override
  public Topology topology() {
    return topology;
  }

  @Override
  public synchronized CpuPlan plan() {
    return plan;
  }

  @Override
  public synchronized CpuSet housekeeping() {
    if (housekeepingIsFixed || topology.allowed().equals(plan.housekeeping())) {
      return plan.housekeeping();
    }
    CpuSet reserved = CpuSet.none();
    for (Booking booking : bookings) {
      reserved = reserved.plus(booking.cpus());
    }
    return PlanMaker.firstNotEmpty(
        plan.housekeeping().minus(topology.coresOf(reserved)),
        plan.housekeeping().minus(reserved),
        plan.housekeeping());
  }

  @Override
  public synchronized double load(int cpu) {
    return load(cpu, null);
  }

  private double load(int cpu, Booking except) {
    double load = 0;
    for (Booking booking : bookings) {
      if (booking != except && booking.cpus().contains(cpu)) {
        load += booking.duty;
      }
    }
    return load;
  }

  @Override
  public synchronized double dutyLimit() {
    return dutyLimit;
  }

  @Override
  public synchronized List<Reservation> reservations() {
    return List.copyOf(bookings);
  }

  @Override
  public synchronized List<PolicyResult> policy() {
    return List.of(configured);
  }

  @Override
  public synchronized Reservation reserve(String pipeline, double duty, int workers)
      throws RefusedException {
    if (workers < 0) {
      throw new IllegalArgumentException(
          "Pipeline '" + pipeline + "' asks for " + workers + " workers; ask for 0 or more");
    }
    for (Booking booking : bookings) {
      if (booking.pipeline.equals(pipeline)) {
        throw new RefusedException(
            "Pipeline '"
                + pipeline
                + "' already holds CPU "
                + booking.cycle
                + "; release its reservation first");
      }
    }
    checkDuty(pipeline, duty);
    int cycle = cycleFor(duty).orElseThrow(() -> fullRefusal(pipeline, duty));
    List<String> reasons = new ArrayList<>();
    reasons.add(reasonForCycle(cycle));
    List<Integer> granted = workersFor(cycle, duty, workers);
    if (workers > 0) {
      reasons.add(reasonForWorkers(granted, workers));
    }
    Booking booking = new Booking(pipeline, cycle, granted, plan.deviceIo(), reasons, duty);
    bookings.add(booking);
    return booking;
  }

  private void checkDuty(String pipeline, double duty) throws RefusedException {
    if (!(duty > 0 && duty <= 1)) {
      throw new RefusedException(
          "Pipeline '"
              + pipeline
              + "' asks for "
              + duty
              + " of a CPU; give a share above 0 and at most 1");
    }
    if (duty > dutyLimit + EPSILON) {
      throw new RefusedException(
          "Pipeline '"
              + pipeline
              + "' needs "
              + percent(duty)
              + " of a CPU, but "
              + percent(dutyLimit)
              + " is the limit for real-time work; lengthen its period or take nodes out");
    }
  }

  private Optional<Integer> cycleFor(double duty) {
    return plan.cycle().stream()
        .filter(cpu -> load(cpu, null) + duty <= dutyLimit + EPSILON)
        .filter(this::hasNoBusySibling)
        .min(
            Comparator.comparingDouble((Integer cpu) -> load(cpu, null))
                .thenComparing(plan.cycle()::indexOf));
  }

  private boolean hasNoBusySibling(int cpu) {
    CpuSet siblings = topology.coresOf(CpuSet.of(cpu)).minus(CpuSet.of(cpu));
    return bookings.stream().allMatch(b -> b.cpus().intersection(siblings).isEmpty());
  }

  private List<Integer> workersFor(int cycle, double duty, int wanted) {
    CpuSet cycles = CpuSet.of(cycle);
    for (Booking booking : bookings) {
      cycles = cycles.plus(CpuSet.of(booking.cycle));
    }
    CpuSet taken = topology.coresOf(CpuSet.of(cycle)).plus(cycles);
    return plan.workers().stream()
        .filter(cpu -> !taken.contains(cpu) && PlanMaker.isNear(topology, cycle, cpu))
        .filter(cpu -> load(cpu, null) + duty <= dutyLimit + EPSILON)
        .filter(this::hasNoBusySibling)
        .sorted(
            Comparator.comparingDouble((Integer cpu) -> load(cpu, null))
                .thenComparing(PlanMaker.nearest(topology, cycle, plan.workers())))
        .limit(wanted)
        .toList();
  }

  private RefusedException fullRefusal(String pipeline, double duty) {
    int cpu =
        plan.cycle().stream()
            .min(Comparator.comparingDouble(candidate -> load(candidate, null)))
            .orElseThrow();
    return overload(pipeline, duty, cpu, null);
  }

  private RefusedException overload(String pipeline, double duty, int cpu, Booking except) {
    String holders =
        bookings.stream()
            .filter(booking -> booking != except && booking.cpus().contains(cpu))
            .map(booking -> booking.pipeline)
            .collect(Collectors.joining(", "));
    double load = load(cpu, except);
    String carries =
        holders.isEmpty()
            ? "whose SMT sibling is busy with real-time work"
            : "which carries " + percent(load) + " for " + holders;
    return new RefusedException(
        "Pipeline '"
            + pipeline
            + "' needs "
            + percent(duty)
            + " of CPU "
            + cpu
            + ", "
            + carries
            + ", and "
            + percent(dutyLimit)
            + " is the limit for real-time work; stop one of them, lengthen a period or take nodes"
            + " out");
  }

  private String reasonForCycle(int cycle) {
    List<String> sharing =
        bookings.stream()
            .filter(booking -> booking.cpus().contains(cycle))
            .map(booking -> booking.pipeline)
            .toList();
    String first = plan.cycle().getFirst() == cycle ? plan.reasons().getFirst() : null;
    if (!sharing.isEmpty()) {
      return "cycle: CPU " + cycle + ", shared with " + String.join(", ", sharing);
    }
    if (first != null) {
      int furtherPipelines = first.indexOf(';');
      return furtherPipelines < 0 ? first : first.substring(0, furtherPipelines);
    }
    return "cycle: CPU " + cycle + ", the best one without real-time work";
  }

  private String reasonForWorkers(List<Integer> granted, int wanted) {
    if (granted.size() == wanted) {
      return "workers: " + PlanMaker.cpus(PlanMaker.asSet(granted));
    }
    String given =
        granted.isEmpty()
            ? "none"
            : PlanMaker.cpus(PlanMaker.asSet(granted)) + " for " + wanted + " wanted";
    if (plan.workers().isEmpty()) {
      return plan.reasons().get(1);
    }
    return "workers: " + given + ", because no other CPU for workers is free on its NUMA node";
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.3g %%", share * 100);
  }

  /** What one pipeline holds; guarded by the planner. */
  private final class Booking implements Reservation {
    private final String pipeline;
    private final int cycle;
    private final List<Integer> workers;
    private final CpuSet deviceIo;
    private final List<String> reasons;
    private double duty;

    Booking(
        String pipeline,
        int cycle,
        List<Integer> workers,
        CpuSet deviceIo,
        List<String> reasons,
        double duty) {
      this.pipeline = pipeline;
      this.cycle = cycle;
      this.workers = List.copyOf(workers);
      this.deviceIo = deviceIo;
      this.reasons = List.copyOf(reasons);
      this.duty = duty;
    }

    CpuSet cpus() {
      return PlanMaker.asSet(workers).plus(CpuSet.of(cycle));
    }

    @Override
    public String pipeline() {
      return pipeline;
    }

    @Override
    public CpuSet cycleCpu() {
      return CpuSet.of(cycle);
    }

    @Override
    public List<CpuSet> workerCpus() {
      return workers.stream().map(CpuSet::of).toList();
    }

    @Override
    public CpuSet deviceIo() {
      return deviceIo;
    }

    @Override
    public CpuSet housekeeping() {
      return DefaultCpuPlanner.this.housekeeping();
    }

    @Override
    public List<String> reasons() {
      return reasons;
    }

    @Override
    public double duty() {
      synchronized (DefaultCpuPlanner.this) {
        return duty;
      }
    }

    @Override
    public void updateDuty(double share) throws RefusedException {
      synchronized (DefaultCpuPlanner.this) {
        if (!bookings.contains(this)) {
          throw new RefusedException(
              "Pipeline '" + pipeline + "' has released its CPUs; reserve them again");
        }
        checkDuty(pipeline, share);
        for (int cpu : cpus().stream().toArray()) {
          if (share > duty && load(cpu, this) + share > dutyLimit + EPSILON) {
            throw overload(pipeline, share, cpu, this);
          }
        }
        duty = share;
      }
    }

    @Override
    public void release() {
      synchronized (DefaultCpuPlanner.this) {
        bookings.remove(this);
      }
    }

    @Override
    public String toString() {
      return pipeline + ": CPU " + cycle + " " + percent(duty()) + ", workers " + workers;
    }
  }
}
