// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.processor;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;

/** Makes processors of one type. A vendor registers it as an OSGi service. Control thread. */
@ConsumerType
public interface ProcessorFactory {

  /** The type; the same object every time. */
  ProcessorType type();

  /**
   * The ports of a processor with these options. The default is one audio input {@code in} and one
   * audio output {@code out}.
   *
   * @throws RefusedException if the options contradict each other
   */
  default List<Port> ports(Options options) throws RefusedException {
    return List.of(Port.audioInput("in"), Port.audioOutput("out"));
  }

  /**
   * Makes a processor.
   *
   * @throws RefusedException if the options cannot be met: a file is missing, say
   */
  Processor create(Options options) throws RefusedException;
}
