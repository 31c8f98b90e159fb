// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime.spi;

import java.io.PrintStream;
import java.util.List;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Runs one benchmark in the foreground for {@code tactus bench}. The benchmarks' bundle registers
 * it as a service; the launcher looks it up when every bundle has been started.
 */
@ConsumerType
public interface BenchmarkRunner {
  /**
   * Runs a benchmark and prints its result. Called once, on the launcher's main thread.
   *
   * @param words the words behind {@code tactus bench}: the benchmark's name or {@code list}, and
   *     its options
   * @param output where the result goes, and nothing else
   * @param progress takes lines of at most 100 characters that say how far it has come
   * @return whether every figure is as it must be
   * @throws RunRefusedException if there is no such benchmark or it cannot measure
   * @throws InterruptedException if the calling thread is interrupted
   */
  boolean run(List<String> words, PrintStream output, Consumer<String> progress)
      throws RunRefusedException, InterruptedException;

  /** Ends the benchmark early: it prints what it has. Any thread; may be called twice. */
  void cancel();
}
