// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.function.Supplier;
import org.tactus.linux.CpuTimes;

/** What is known of this process and this machine that may have made a cycle late. */
final class Forensics implements AutoCloseable {

  final JvmEvents jvm = new JvmEvents();
  final MachineSamples machine;

  Forensics() {
    this(CpuTimes::read);
  }

  Forensics(Supplier<CpuTimes> cpuTimes) {
    machine = new MachineSamples(cpuTimes);
  }

  /** Starts to listen to the JVM; takes a few hundred milliseconds of a control thread. */
  void start() {
    jvm.start();
  }

  /** Looks at the machine; a control thread, a few times a second. */
  void sample() {
    jvm.mark();
    machine.take(System.nanoTime());
  }

  @Override
  public void close() {
    jvm.close();
  }
}
