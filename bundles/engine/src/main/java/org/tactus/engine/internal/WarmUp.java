// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import org.tactus.api.RefusedException;
import org.tactus.engine.PipelineSpecification;

/**
 * Runs a twin of a plan off the cycle thread until the JIT has compiled what the cycle runs. The
 * twin's processors are of the same classes, so their code is the cycle's.
 */
final class WarmUp {

  /** C2 compiles a method after 5,000 calls, or 15,000 with loops (Tier4 thresholds of HotSpot). */
  private static final int CYCLES = 12_000;

  private static final int SLICE = 500;

  private WarmUp() {}

  /** Runs until compiled, at most until {@code deadline} on the scale of System.nanoTime(). */
  static void run(
      Compiler.Compiled live,
      PipelineSpecification specification,
      Registry registry,
      long deadline)
      throws RefusedException {
    Plan twin = Compiler.twin(live, specification, registry).plan();
    try {
      CompilationMXBean compilation = ManagementFactory.getCompilationMXBean();
      long position = 0;
      long compiledBefore = -1;
      for (int cycle = 0; System.nanoTime() < deadline; cycle++) {
        twin.state.position = position;
        twin.state.time = System.nanoTime();
        twin.state.deadline = Long.MAX_VALUE;
        twin.state.beginTransport();
        twin.execute();
        position += twin.period;
        if (cycle % SLICE == 0) {
          long compiled = compilation.getTotalCompilationTime();
          if (cycle >= CYCLES && compiled == compiledBefore) {
            break;
          }
          compiledBefore = compiled;
        }
      }
    } finally {
      for (Instance instance : twin.instances) {
        if (instance.role == Instance.Role.PROCESSOR) {
          instance.node.release();
        }
      }
    }
  }
}
