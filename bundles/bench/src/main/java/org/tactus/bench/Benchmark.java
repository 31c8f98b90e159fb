// SPDX-License-Identifier: Apache-2.0
package org.tactus.bench;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;

/**
 * Measures one thing on the user's machine. Registered as an OSGi service; {@code tactus bench}
 * lists those there are and runs one, by its name, in a process without stored pipelines.
 */
@ConsumerType
public interface Benchmark {

  /** The word on the command line: lower-case letters, digits and {@code -}. Any thread. */
  String name();

  /** One sentence for the operator. Any thread. */
  String description();

  /**
   * What the command line may say as {@code --ID VALUE}, or {@code --ID} of a switch. Any thread.
   */
  default List<Option> options() {
    return List.of();
  }

  /**
   * Measures, and returns when all that was started has ended, also when the run is cancelled.
   *
   * @param options as {@link #options()} describes them, defaults filled in
   * @param run the way to the operator
   * @return conditions first, which are {@link Row#condition}s: machine, kernel, rights, load and
   *     duration; then the figures. A figure that lacked its rights is left out, and the condition
   *     says so.
   * @throws RefusedException if nothing can be measured; the message is one sentence
   * @throws InterruptedException if the thread is interrupted
   */
  List<Row> run(Options options, BenchmarkRun run) throws RefusedException, InterruptedException;
}
