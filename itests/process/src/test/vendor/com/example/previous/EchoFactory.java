// SPDX-License-Identifier: Apache-2.0
package com.example.previous;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.tactus.api.RefusedException;
import org.tactus.api.accelerator.AcceleratorProvider;
import org.tactus.api.node.Contract;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;
import org.tactus.api.parameter.Meter;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/** Adds a fainter copy that comes later; multiplies on an accelerator. */
@Component
public final class EchoFactory implements ProcessorFactory {
  static final int LEVEL = 0;
  static final int INVERT = 1;
  static final int PEAK = 0;

  private static final ProcessorType TYPE =
      ProcessorType.of("oldecho", "1.0.0", "An echo")
          .withOptions(Option.integer("frames", "How late it is", 1, 48_000).orElse(480L))
          .withParameters(
              Parameter.number("level", "Level of the echo", "", 0, 1, 0.5f).withSmoothing(0),
              Parameter.choice("sign", "Sign of the echo", List.of("plus", "minus"), "plus"))
          .withMeters(new Meter("peak", "Greatest sample", ""))
          .withContract(new Contract(10_000, 20, 0));

  private final AcceleratorProvider accelerators;

  @Activate
  public EchoFactory(@Reference(target = "(vendor=previous)") AcceleratorProvider accelerators) {
    this.accelerators = accelerators;
  }

  @Override
  public ProcessorType type() {
    return TYPE;
  }

  @Override
  public List<Port> ports(Options options) {
    return List.of(Port.audioInput("in"), Port.audioOutput("out"));
  }

  @Override
  public Processor create(Options options) throws RefusedException {
    return new Echo(accelerators.open("cpu"), (int) options.integer("frames"));
  }
}
