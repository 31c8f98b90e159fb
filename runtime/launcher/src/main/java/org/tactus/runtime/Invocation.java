// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.tactus.runtime.spi.RunRequest;

/** What the command line asks for. */
sealed interface Invocation {
  /** {@code tactus run}. */
  record Run(
      String pipeline,
      Optional<Duration> duration,
      boolean freewheel,
      Optional<RunRequest.Policy> policy,
      Optional<String> rate,
      OptionalInt period,
      Optional<String> clock,
      Optional<Path> report,
      Map<String, String> settings)
      implements Invocation {}

  /** {@code tactus start}. */
  record Start(boolean foreground) implements Invocation {}

  /** {@code tactus stop}. */
  record Stop() implements Invocation {}

  /** {@code tactus status}. */
  record Status() implements Invocation {}

  /** {@code tactus console}. */
  record Console() implements Invocation {}

  /** {@code tactus exec}. */
  record Exec(String command) implements Invocation {}

  /** {@code tactus doctor}. */
  record Doctor(boolean json) implements Invocation {}

  /** {@code tactus bench}; the words behind it are the benchmark's. */
  record Bench(List<String> words) implements Invocation {}

  /** {@code tactus version}. */
  record Version() implements Invocation {}

  /** {@code tactus help}. */
  record Help() implements Invocation {}
}
