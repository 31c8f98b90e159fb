// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.convolver.internal;

import java.nio.file.Path;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Contract;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/** Offers {@code convolver}. */
@Component(service = ProcessorFactory.class)
public final class ConvolverFactory implements ProcessorFactory {

  static final int MIX = 0;
  static final int DB = 1;

  private static final int LONGEST_LATENCY = 8192;

  private final ProcessorType type;

  /** Called by Declarative Services. */
  @Activate
  public ConvolverFactory(BundleContext context) {
    this(context.getBundle().getVersion().toString());
  }

  ConvolverFactory(String version) {
    type =
        ProcessorType.of(
                "convolver",
                version,
                "Convolves with an impulse response: of one channel for all, of one for each, or of"
                    + " four (left to left, left to right, right to left, right to right) for"
                    + " stereo")
            .withOptions(
                Option.path("ir", "The impulse response: a WAV file of the pipeline's rate")
                    .asRequired(),
                Option.toggle(
                    "normalise", "Scale the response so that white noise keeps its level"),
                Option.integer(
                        "latency",
                        "Frames of latency: 0, or a power of two from 64, which costs less",
                        0,
                        LONGEST_LATENCY)
                    .orElse(0L))
            .withParameters(
                Parameter.number("mix", "0 is the input alone, 1 the convolved alone", "", 0, 1, 1),
                Parameter.number("db", "Gain of the convolved", "dB", -120, 40, 0))
            .withContract(new Contract(10_000, 1_500, 0));
  }

  @Override
  public ProcessorType type() {
    return type;
  }

  @Override
  public Processor create(Options options) throws RefusedException {
    int latency = (int) options.integer("latency");
    if (latency != 0 && (latency < 64 || Integer.bitCount(latency) != 1)) {
      throw new RefusedException(
          "convolver latency="
              + latency
              + " is no power of two from 64; give 0 or "
              + Math.max(64, Integer.highestOneBit(latency)));
    }
    ImpulseResponse response = ImpulseResponse.read(Path.of(options.text("ir")));
    return new Convolver(options.toggle("normalise") ? response.normalised() : response, latency);
  }
}
