// SPDX-License-Identifier: Apache-2.0
package org.tactus.topology.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tactus.machine.internal.KernelFiles;
import org.tactus.machine.internal.Peers;
import org.tactus.topology.Cpu;
import org.tactus.topology.Topology;

/** The running machine, with util-linux and coreutils as the other opinion. */
class LiveTopologyTest {
  private final Topology topology = new TopologyReader(KernelFiles.ofMachine()).read();

  @Test
  void agreesWithLscpu() throws Exception {
    Peers.require("lscpu");
    Map<Integer, List<String>> rows = new TreeMap<>();
    for (String line : run("lscpu", "--parse=CPU,SOCKET,NODE,CORE")) {
      if (!line.startsWith("#")) {
        List<String> fields = List.of(line.split(",", -1));
        rows.put(Integer.valueOf(fields.getFirst()), fields);
      }
    }
    assertEquals(rows.keySet(), topology.cpus().stream().map(Cpu::id).collect(Collectors.toSet()));
    for (Cpu cpu : topology.cpus()) {
      List<String> row = rows.get(cpu.id());
      assertEquals(row.get(2).isEmpty() ? "0" : row.get(2), Integer.toString(cpu.node()));
      TreeSet<Integer> sameCore = new TreeSet<>();
      rows.forEach((id, other) -> {
        if (other.get(3).equals(row.get(3)) && other.get(1).equals(row.get(1))) {
          sameCore.add(id);
        }
      });
      assertEquals(
          sameCore, cpu.siblings().stream().boxed().collect(Collectors.toCollection(TreeSet::new)));
    }
    assertEquals(
        rows.values().stream().map(row -> row.get(1)).distinct().count(), topology.packageCount());
  }

  @Test
  void allowsAtLeastWhatNprocCounts() throws Exception {
    Peers.require("nproc");
    int counted = Integer.parseInt(run("nproc").getFirst());
    assertEquals(counted, topology.allowed().minus(topology.isolated()).size());
    assertTrue(topology.online().containsAll(topology.allowed()));
  }

  private static List<String> run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines = process.inputReader().readAllLines();
    assertEquals(0, process.waitFor(), String.join("\n", lines));
    return lines;
  }
}
