// SPDX-License-Identifier: Apache-2.0
package org.tactus.machine.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tactus.linux.CpuSet;

/** The numbered interrupts of this machine. */
public final class InterruptTable {
  private static final Pattern TRIGGER =
      Pattern.compile("(\\d+-)?(edge|level|fasteoi|none)", Pattern.CASE_INSENSITIVE);

  /**
   * One line of {@code /proc/interrupts}.
   *
   * @param number the kernel's number
   * @param counts how often each online CPU has served it, in the order of the columns
   * @param devices the names of those who asked for it
   */
  public record Interrupt(int number, List<Long> counts, List<String> devices) {

    /** True when a device's name is {@code glob}, where {@code *} stands for any text. */
    public boolean isOf(String glob) {
      Pattern pattern =
          Pattern.compile(
              Arrays.stream(glob.split("\\*", -1))
                  .map(Pattern::quote)
                  .collect(Collectors.joining(".*")));
      return devices.stream().anyMatch(device -> pattern.matcher(device).matches());
    }

    /** For example {@code IRQ 36 (virtio1-req.0)}. */
    @Override
    public String toString() {
      return "IRQ " + number + " (" + String.join(", ", devices) + ")";
    }
  }

  private InterruptTable() {}

  public static List<Interrupt> read(KernelFiles files) {
    List<String> lines = files.lines("/proc/interrupts");
    List<Interrupt> interrupts = new ArrayList<>();
    if (lines.isEmpty()) {
      return interrupts;
    }
    int columns = lines.getFirst().strip().split("\\s+").length;
    for (String line : lines.subList(1, lines.size())) {
      String[] words = line.strip().split("\\s+");
      if (!words[0].matches("\\d{1,9}:") || words.length <= columns) {
        continue;
      }
      int number = Integer.parseInt(words[0].substring(0, words[0].length() - 1));
      List<Long> counts =
          Arrays.stream(words, 1, columns + 1).map(Long::valueOf).collect(Collectors.toList());
      interrupts.add(new Interrupt(number, counts, devices(files, number, words, columns)));
    }
    return interrupts;
  }

  private static List<String> devices(KernelFiles files, int number, String[] words, int columns) {
    String actions = files.read("/sys/kernel/irq/" + number + "/actions").text();
    if (actions == null) {
      int first = columns + 1;
      for (int i = first; i < words.length; i++) {
        if (TRIGGER.matcher(words[i]).matches()) {
          first = i + 1;
        }
      }
      actions = String.join(" ", Arrays.asList(words).subList(first, words.length));
    }
    return Arrays.stream(actions.split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /** The online CPUs in the order of the columns. */
  public static List<Integer> columns(KernelFiles files) {
    List<String> lines = files.lines("/proc/interrupts");
    if (lines.isEmpty()) {
      return List.of();
    }
    return Arrays.stream(lines.getFirst().strip().split("\\s+"))
        .map(name -> Integer.valueOf(name.replaceAll("\\D", "")))
        .toList();
  }

  /** The CPUs that the kernel serves an interrupt on, those that it may where it does not say. */
  public static CpuSet cpus(KernelFiles files, int number) {
    CpuSet effective = files.cpus("/proc/irq/" + number + "/effective_affinity_list");
    return effective.isEmpty()
        ? files.cpus("/proc/irq/" + number + "/smp_affinity_list")
        : effective;
  }
}
