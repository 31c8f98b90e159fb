// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tactus.linux.Capability;
import org.tactus.machine.internal.Peers;

/** A process that may do nothing gets nothing, hears why, and goes on. */
class WithoutRightsTest {

  @Test
  void everyMissingRightIsNamedWithItsRemedy() {
    Peers.require("setpriv");
    Peers.require("prlimit");
    Peers.require(Capability.SYS_NICE.isEffective(), "right to drop rights not given");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    byte[] output =
        org.tactus.testkit.Peers.run(
            "prlimit",
            "--memlock=4194304:4194304",
            "--rtprio=0:0",
            "setpriv",
            "--bounding-set=-sys_nice,-ipc_lock,-sys_resource",
            "--inh-caps=-sys_nice,-ipc_lock,-sys_resource",
            java,
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            WithoutRights.class.getName());
    String text = new String(output, StandardCharsets.UTF_8);
    Map<String, String[]> results =
        Arrays.stream(text.split("\n"))
            .map(line -> line.split("\t", -1))
            .filter(fields -> fields.length == 4)
            .collect(Collectors.toMap(fields -> fields[0], Function.identity()));
    String[] scheduler = results.get("java scheduler");
    assertEquals("false", scheduler[1], text);
    assertEquals("SCHED_OTHER", scheduler[2]);
    assertTrue(scheduler[3].contains("rtprio 95"), scheduler[3]);
    assertTrue(scheduler[3].contains("needed is 80"), scheduler[3]);
    assertTrue(scheduler[3].contains("CAP_SYS_NICE"), scheduler[3]);
    String[] process = results.get("process memory");
    assertEquals("false", process[1], text);
    assertTrue(process[3].contains("memlock unlimited"), process[3]);
    assertEquals("not locked", results.get("future memory")[2]);
    assertEquals("true", results.get("arena small locked")[1], text);
    String[] large = results.get("arena large locked");
    assertEquals("false", large[1], text);
    assertTrue(large[2].contains("Locked 0 KiB"), large[2]);
    assertTrue(large[3].contains("4194304"), large[3]);
    String[] threads = results.get("JVM threads");
    assertEquals("false", threads[1], text);
    assertTrue(threads[2].startsWith("0 of "), threads[2]);
    assertTrue(threads[3].contains("rtprio"), threads[3]);
  }
}
