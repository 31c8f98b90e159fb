// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.gain.internal;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Contract;
import org.tactus.api.node.Options;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/** Offers {@code gain}. */
@Component(service = ProcessorFactory.class)
public final class GainFactory implements ProcessorFactory {

  static final int DB = 0;
  static final int MUTE = 1;
  static final int INVERT = 2;

  /** The lowest gain, which is silence. */
  static final float SILENCE_DB = -120;

  private static final float SWITCH_SMOOTHING_MILLIS = 10;

  private final ProcessorType type;

  /** Called by Declarative Services. */
  @Activate
  public GainFactory(BundleContext context) {
    this(context.getBundle().getVersion().toString());
  }

  GainFactory(String version) {
    type =
        ProcessorType.of("gain", version, "Makes every channel louder or softer by the same factor")
            .withParameters(
                Parameter.number("db", "Gain; -120 is silence", "dB", SILENCE_DB, 40, 0),
                Parameter.toggle("mute", "Mute", false).withSmoothing(SWITCH_SMOOTHING_MILLIS),
                Parameter.toggle("invert", "Invert the polarity", false)
                    .withSmoothing(SWITCH_SMOOTHING_MILLIS))
            .withContract(new Contract(2_000, 60, 0));
  }

  @Override
  public ProcessorType type() {
    return type;
  }

  @Override
  public Processor create(Options options) {
    return new Gain();
  }
}
