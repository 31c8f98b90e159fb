// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.processor;

import java.util.List;
import org.tactus.api.node.Contract;
import org.tactus.api.node.Option;
import org.tactus.api.parameter.Meter;
import org.tactus.api.parameter.Parameter;

/**
 * Describes a type of processor. Made once by its factory; immutable; any thread.
 *
 * @param name the word in the notation: a lower-case letter, then letters, digits and -
 * @param version of the implementation, as an OSGi version
 * @param description one sentence for the operator
 * @param options in the order of the notation's unnamed arguments
 * @param parameters their indexes are those of {@link org.tactus.api.parameter.Parameters}
 * @param meters their indexes are those of {@link org.tactus.api.parameter.Meters}
 * @param contract what a cycle costs at most
 * @param closesLoops whether links may lead from its output back to its input: it delays by at
 *     least the frames that {@code Preparation.feedbackFrames} names
 */
public record ProcessorType(
    String name,
    String version,
    String description,
    List<Option> options,
    List<Parameter> parameters,
    List<Meter> meters,
    Contract contract,
    boolean closesLoops) {

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if the name is not a word of the notation
   */
  public ProcessorType {
    options = List.copyOf(options);
    parameters = List.copyOf(parameters);
    meters = List.copyOf(meters);
    if (!name.matches("[a-z][A-Za-z0-9-]*")) {
      throw new IllegalArgumentException(
          "'" + name + "' is no type name; use a lower-case letter, then letters, digits and -");
    }
  }

  /** A type without options, parameters or meters; the {@code with} methods add them. */
  public static ProcessorType of(String name, String version, String description) {
    return new ProcessorType(
        name, version, description, List.of(), List.of(), List.of(), Contract.MEASURED, false);
  }

  /** The same with these options. */
  public ProcessorType withOptions(Option... newOptions) {
    return new ProcessorType(
        name, version, description, List.of(newOptions), parameters, meters, contract, closesLoops);
  }

  /** The same with these parameters. */
  public ProcessorType withParameters(Parameter... newParameters) {
    return new ProcessorType(
        name, version, description, options, List.of(newParameters), meters, contract, closesLoops);
  }

  /** The same with these meters. */
  public ProcessorType withMeters(Meter... newMeters) {
    return new ProcessorType(
        name, version, description, options, parameters, List.of(newMeters), contract, closesLoops);
  }

  /** The same with this contract. */
  public ProcessorType withContract(Contract newContract) {
    return new ProcessorType(
        name, version, description, options, parameters, meters, newContract, closesLoops);
  }

  /** The same, which may close a loop. */
  public ProcessorType asLoopCloser() {
    return new ProcessorType(
        name, version, description, options, parameters, meters, contract, true);
  }
}
