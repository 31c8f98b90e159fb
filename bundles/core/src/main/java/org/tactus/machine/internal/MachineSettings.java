// SPDX-License-Identifier: Apache-2.0
package org.tactus.machine.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;
import org.tactus.api.RefusedException;
import org.tactus.policy.PolicyResult;

/** Reads switches of the kernel and sets those that are configured. */
@Component(service = MachineSettings.class, configurationPid = MachineSettings.PID)
@Designate(ocd = MachineSettingsConfiguration.class)
public final class MachineSettings {
  static final String PID = "org.tactus.machine.settings";
  private static final String THP = "/sys/kernel/mm/transparent_hugepage/";
  private static final String POLICIES = "/sys/devices/system/cpu/cpufreq";
  private static final String BOOLEAN = "[01]";
  private static final String RUNTIME = "-1|\\d{1,7}";

  /**
   * One setting.
   *
   * @param key its key in the configuration
   * @param paths the files that hold it, none when this machine does not have it
   * @param values a pattern of the values that may be configured
   * @param absence why it may be missing, for the remedy
   */
  private record Setting(String key, List<String> paths, String values, String absence) {}

  private final KernelFiles files;
  private final MachineChanges changes;
  private final Logger logger;
  private Map<String, String> configured = Map.of();
  private final Map<String, String> refusals = new LinkedHashMap<>();

  @Activate
  public MachineSettings(
      MachineSettingsConfiguration configuration,
      Map<String, Object> properties,
      @Reference MachineChanges changes,
      @Reference(service = LoggerFactory.class) Logger logger) {
    this(KernelFiles.ofMachine(), changes, logger);
    modified(configuration, properties);
  }

  MachineSettings(KernelFiles files, MachineChanges changes, Logger logger) {
    this.files = files;
    this.changes = changes;
    this.logger = logger;
  }

  private List<Setting> settings() {
    return List.of(
        new Setting(
            "governor",
            files.names(POLICIES).stream()
                .filter(name -> name.startsWith("policy"))
                .map(name -> POLICIES + "/" + name + "/scaling_governor")
                .filter(files::exists)
                .toList(),
            "[a-z_]+",
            "the firmware or the hypervisor sets the frequency of this machine"),
        file("transparent.hugepage", THP + "enabled", "always|madvise|never"),
        file(
            "transparent.hugepage.defrag",
            THP + "defrag",
            "always|defer|defer\\+madvise|madvise|never"),
        file("khugepaged.defrag", THP + "khugepaged/defrag", BOOLEAN),
        file("rt.runtime.us", "/proc/sys/kernel/sched_rt_runtime_us", RUNTIME),
        new Setting(
            "rt.group.runtime.us",
            groupBudget().stream().toList(),
            RUNTIME,
            "the kernel has no RT group scheduling or uses control groups of version 2"),
        file("swappiness", "/proc/sys/vm/swappiness", "\\d{1,2}|1\\d\\d|200"),
        file("compact.unevictable", "/proc/sys/vm/compact_unevictable_allowed", BOOLEAN),
        file("numa.balancing", "/proc/sys/kernel/numa_balancing", "[012]"),
        file("timer.migration", "/proc/sys/kernel/timer_migration", BOOLEAN),
        file("ksm", "/sys/kernel/mm/ksm/run", "[012]"),
        file("nmi.watchdog", "/proc/sys/kernel/nmi_watchdog", BOOLEAN));
  }

  private Setting file(String key, String path, String values) {
    return new Setting(
        key, files.exists(path) ? List.of(path) : List.of(), values, path + " does not exist");
  }

  /** The budget of the control group of this process, where groups are of version 1. */
  private Optional<String> groupBudget() {
    for (String line : files.lines("/proc/self/cgroup")) {
      String[] fields = line.split(":", 3);
      if (fields.length == 3 && List.of(fields[1].split(",")).contains("cpu")) {
        String group = fields[2].equals("/") ? "" : fields[2];
        for (String mount : List.of("cpu", "cpu,cpuacct")) {
          String path = "/sys/fs/cgroup/" + mount + group + "/cpu.rt_runtime_us";
          if (files.exists(path)) {
            return Optional.of(path);
          }
        }
      }
    }
    return Optional.empty();
  }

  @Modified
  synchronized void modified(
      MachineSettingsConfiguration configuration, Map<String, Object> properties) {
    Map<String, String> values = values(configuration);
    try {
      ConfigurationKeys.check(PID, MachineSettingsConfiguration.class, properties);
      for (Setting setting : settings()) {
        String value = values.get(setting.key());
        if (!value.isEmpty() && !value.matches(setting.values())) {
          throw new RefusedException(
              setting.key()
                  + " = "
                  + value
                  + " in configuration "
                  + PID
                  + " is refused; give a value like "
                  + setting.values().replace("\\d", "N").replace("\\", "").replace("|", " or "));
        }
      }
    } catch (RefusedException e) {
      logger.error("{}; the former configuration stays", e.getMessage());
      return;
    }
    configured = values;
    apply();
  }

  private static Map<String, String> values(MachineSettingsConfiguration configuration) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("governor", configuration.governor());
    values.put("transparent.hugepage", configuration.transparent_hugepage());
    values.put("transparent.hugepage.defrag", configuration.transparent_hugepage_defrag());
    values.put("khugepaged.defrag", configuration.khugepaged_defrag());
    values.put("rt.runtime.us", configuration.rt_runtime_us());
    values.put("rt.group.runtime.us", configuration.rt_group_runtime_us());
    values.put("swappiness", configuration.swappiness());
    values.put("compact.unevictable", configuration.compact_unevictable());
    values.put("numa.balancing", configuration.numa_balancing());
    values.put("timer.migration", configuration.timer_migration());
    values.put("ksm", configuration.ksm());
    values.put("nmi.watchdog", configuration.nmi_watchdog());
    values.replaceAll((_, value) -> value.strip());
    return values;
  }

  /** Sets what is configured, puts back what no longer is, and returns what was read back. */
  synchronized List<PolicyResult> apply() {
    for (Setting setting : settings()) {
      String value = wanted(setting);
      refusals.remove(setting.key());
      for (String path : setting.paths()) {
        Knob knob = new Knob.FileKnob(files, path);
        if (value.isEmpty()) {
          changes.restore(knob);
          continue;
        }
        try {
          changes.set(knob, PID, value);
        } catch (IOException e) {
          refusals.put(
              setting.key(),
              value
                  + " could not be written to "
                  + path
                  + " ("
                  + e.getMessage()
                  + "); start Tactus as root, or write it yourself before Tactus starts");
        }
      }
    }
    return results();
  }

  private String wanted(Setting setting) {
    return configured.getOrDefault(setting.key(), "");
  }

  synchronized List<PolicyResult> results() {
    List<PolicyResult> results = new ArrayList<>();
    for (Setting setting : settings()) {
      results.add(result(setting, wanted(setting)));
    }
    return results;
  }

  private PolicyResult result(Setting setting, String value) {
    String effective =
        setting.paths().stream()
            .map(path -> new Knob.FileKnob(files, path).read().orElse("not readable"))
            .distinct()
            .collect(Collectors.joining(", "));
    if (setting.paths().isEmpty()) {
      return value.isEmpty()
          ? PolicyResult.applied(setting.key(), "as is", "not there: " + setting.absence())
          : PolicyResult.failed(
              setting.key(),
              value,
              "not there",
              setting.absence() + ", so take " + setting.key() + " out of configuration " + PID);
    }
    if (value.isEmpty()) {
      return PolicyResult.applied(setting.key(), "as is", effective);
    }
    if (effective.equals(value)) {
      return PolicyResult.applied(setting.key(), value, effective);
    }
    return PolicyResult.failed(
        setting.key(),
        value,
        effective,
        refusals.getOrDefault(
            setting.key(),
            "Another program has changed it to " + effective + "; stop that program"));
  }

  @Deactivate
  void close() {
    changes.restore(PID);
  }
}
