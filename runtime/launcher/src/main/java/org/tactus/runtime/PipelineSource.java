// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import org.tactus.runtime.spi.RunRequest;

/**
 * Where a pipeline's text was found.
 *
 * @param name the pipeline's name
 * @param notation its text
 * @param rate the rate it is stored with
 * @param period the period it is stored with
 * @param clock the clock it is stored with
 */
record PipelineSource(
    String name,
    String notation,
    Optional<String> rate,
    OptionalInt period,
    Optional<String> clock) {
  private static final long LONGEST_FILE = 1 << 20;

  /**
   * Finds the pipeline that the operator means: text with a parenthesis is a notation, else the
   * name of a file, else the name of a stored pipeline.
   *
   * @param config the instance's configuration directory
   * @param home what {@code ${tactus.home}} stands for in a stored pipeline
   */
  static PipelineSource find(String pipeline, Path config, Path home) throws OperatorException {
    if (pipeline.isBlank()) {
      throw new OperatorException(
          ExitStatus.USAGE,
          "There is nothing to run: give a notation, such as 'file(\"a.wav\") ->"
              + " alsa(\"default\")', a file that holds one, or the name of a stored pipeline.");
    }
    if (pipeline.contains("(")) {
      return plain("run", pipeline);
    }
    try {
      Path file = Path.of(pipeline);
      if (Files.exists(file)) {
        return fromFile(file);
      }
      Path stored = config.resolve("org.tactus.pipeline-" + pipeline + ".cfg");
      if (!pipeline.contains("/") && Files.exists(stored)) {
        return fromConfiguration(pipeline, stored, home);
      }
    } catch (InvalidPathException e) {
      throw new OperatorException(
          ExitStatus.USAGE, "'" + pipeline + "' is neither a notation nor a name.", e);
    }
    throw new OperatorException(
        ExitStatus.USAGE,
        "There is no file and no stored pipeline named '"
            + pipeline
            + "'; a notation has parentheses, such as 'file(\"a.wav\") -> alsa(\"default\")'.");
  }

  private static PipelineSource fromFile(Path file) throws OperatorException {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > LONGEST_FILE) {
        throw new OperatorException(
            ExitStatus.USAGE,
            file + " is no text file of at most 1 MiB: give a file that holds a notation.");
      }
      String name = file.getFileName().toString();
      int dot = name.lastIndexOf('.');
      return plain(dot > 0 ? name.substring(0, dot) : name, Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new OperatorException(
          ExitStatus.USAGE, file + " is no UTF-8 text: give a file that holds a notation.", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static PipelineSource fromConfiguration(String name, Path file, Path home)
      throws OperatorException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IllegalArgumentException e) {
      throw new OperatorException(
          ExitStatus.FAILURE, file + " is no configuration: " + e.getMessage() + ".", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    String graph = properties.getProperty("graph");
    if (graph == null || graph.isBlank()) {
      throw new OperatorException(
          ExitStatus.FAILURE, file + " has no key 'graph', which holds the notation: add it.");
    }
    return new PipelineSource(
        name,
        graph.replace("${tactus.home}", home.toString()),
        Optional.ofNullable(properties.getProperty("rate")),
        period(properties.getProperty("period"), file),
        Optional.ofNullable(properties.getProperty("clock")));
  }

  private static OptionalInt period(String text, Path file) throws OperatorException {
    try {
      return text == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text.strip()));
    } catch (NumberFormatException e) {
      throw new OperatorException(
          ExitStatus.FAILURE,
          file + " says period = " + text + "; it takes a whole number of frames.",
          e);
    }
  }

  private static PipelineSource plain(String name, String notation) {
    return new PipelineSource(
        name, notation, Optional.empty(), OptionalInt.empty(), Optional.empty());
  }

  private static OperatorException unreadable(Path file, IOException e) {
    return new OperatorException(
        ExitStatus.FAILURE, file + " cannot be read: see that you have the right to.", e);
  }

  /** What to run; what the command line says goes before what is stored. */
  RunRequest request(Invocation.Run run) {
    return new RunRequest(
        name,
        notation,
        run.freewheel(),
        run.policy(),
        run.rate().or(() -> rate),
        run.period().isPresent() ? run.period() : period,
        run.clock().or(() -> clock),
        run.duration(),
        run.settings());
  }
}
