// SPDX-License-Identifier: Apache-2.0
package org.tactus.proof.arpeggiator;

import java.util.List;
import org.tactus.api.MediaKind;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.parameter.Taper;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/** Offers {@code arpeggiator}, as a vendor would. */
final class ArpeggiatorFactory implements ProcessorFactory {

  private final ProcessorType type =
      ProcessorType.of("arpeggiator", "1.0.0", "Plays held keys one after the other")
          .withParameters(
              Parameter.number("rate", "Steps of a beat", "", 1, 8, 4)
                  .withTaper(Taper.STEPPED)
                  .withSmoothing(0));

  @Override
  public ProcessorType type() {
    return type;
  }

  @Override
  public List<Port> ports(Options options) {
    return List.of(Port.input("in", MediaKind.EVENT), Port.output("out", MediaKind.EVENT));
  }

  @Override
  public Processor create(Options options) {
    return new Arpeggiator();
  }
}
