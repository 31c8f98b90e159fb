// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.biquad.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Contract;
import org.tactus.api.node.Options;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.parameter.Taper;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/** Offers {@code biquad}. */
@Component(service = ProcessorFactory.class)
public final class BiquadFactory implements ProcessorFactory {

  static final int KIND = 0;
  static final int FREQUENCY = 1;
  static final int Q = 2;
  static final int DB = 3;

  private final ProcessorType type;

  /** Called by Declarative Services. */
  @Activate
  public BiquadFactory(BundleContext context) {
    this(context.getBundle().getVersion().toString());
  }

  BiquadFactory(String version) {
    List<String> kinds =
        Arrays.stream(Kind.values()).map(kind -> kind.name().toLowerCase(Locale.ROOT)).toList();
    type =
        ProcessorType.of("biquad", version, "A second-order filter of the usual kinds")
            .withParameters(
                Parameter.choice("kind", "Kind of filter", kinds, "lowpass")
                    .withFlags(Parameter.Flag.NOT_SMOOTH),
                Parameter.number(
                        "f",
                        "Corner or centre frequency, below half the rate",
                        "Hz",
                        1,
                        96_000,
                        1000)
                    .withTaper(Taper.LOGARITHMIC)
                    .withSmoothing(20),
                Parameter.number("q", "Quality", "", 0.05f, 100, (float) Math.sqrt(0.5))
                    .withTaper(Taper.LOGARITHMIC)
                    .withSmoothing(20),
                Parameter.number("db", "Gain of a peak or shelf", "dB", -60, 60, 0)
                    .withSmoothing(20))
            .withContract(new Contract(3_000, 80, 0));
  }

  @Override
  public ProcessorType type() {
    return type;
  }

  @Override
  public Processor create(Options options) {
    return new Biquad();
  }
}
