// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.delay.internal;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Contract;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/** Offers {@code delay}. */
@Component(service = ProcessorFactory.class)
public final class DelayFactory implements ProcessorFactory {

  static final int MILLIS = 0;
  static final int FRAMES = 1;
  static final int FEEDBACK = 2;
  static final int MIX = 3;

  private static final float LONGEST_MILLIS = 60_000;

  private final ProcessorType type;

  /** Called by Declarative Services. */
  @Activate
  public DelayFactory(BundleContext context) {
    this(context.getBundle().getVersion().toString());
  }

  DelayFactory(String version) {
    type =
        ProcessorType.of("delay", version, "Delays, with feedback if wanted; may close a loop")
            .withOptions(
                Option.number(
                        "maximum",
                        "The longest delay there is memory for, in ms",
                        1,
                        LONGEST_MILLIS)
                    .orElse(2000.0))
            .withParameters(
                Parameter.number("ms", "Delay, at most maximum", "ms", 0, LONGEST_MILLIS, 0)
                    .withSmoothing(50),
                Parameter.number("frames", "Delay on top of ms", "frames", 0, 1 << 20, 0)
                    .withSmoothing(50),
                Parameter.number("feedback", "Share of the output fed back", "", -0.99f, 0.99f, 0),
                Parameter.number("mix", "0 is the input alone, 1 the delayed alone", "", 0, 1, 1))
            .withContract(new Contract(3_000, 80, 0))
            .asLoopCloser();
  }

  @Override
  public ProcessorType type() {
    return type;
  }

  @Override
  public Processor create(Options options) {
    return new Delay(options.number("maximum"));
  }
}
