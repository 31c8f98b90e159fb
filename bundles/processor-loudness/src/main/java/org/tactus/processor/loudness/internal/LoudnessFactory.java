// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.loudness.internal;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Contract;
import org.tactus.api.node.Options;
import org.tactus.api.parameter.Meter;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/** Offers {@code loudness}. */
@Component(service = ProcessorFactory.class)
public final class LoudnessFactory implements ProcessorFactory {

  static final int RESTART = 0;

  static final int MOMENTARY = 0;
  static final int SHORT_TERM = 1;
  static final int INTEGRATED = 2;
  static final int RANGE = 3;
  static final int TRUE_PEAK = 4;
  static final int SAMPLE_PEAK = 5;

  private final ProcessorType type;

  /** Called by Declarative Services. */
  @Activate
  public LoudnessFactory(BundleContext context) {
    this(context.getBundle().getVersion().toString());
  }

  LoudnessFactory(String version) {
    type =
        ProcessorType.of(
                "loudness",
                version,
                "Measures loudness as ITU-R BS.1770 and EBU R 128 say and passes the sound through")
            .withParameters(
                Parameter.toggle(
                    "restart", "Turning it on restarts integrated, range and peaks", false))
            .withMeters(
                new Meter("momentary", "Loudness of the last 400 ms", "LUFS"),
                new Meter("shortTerm", "Loudness of the last 3 s", "LUFS"),
                new Meter("integrated", "Gated loudness since the start", "LUFS"),
                new Meter("range", "Loudness range since the start", "LU"),
                new Meter("truePeak", "Greatest peak between samples", "dBTP"),
                new Meter("samplePeak", "Greatest sample", "dBFS"))
            .withContract(new Contract(15_000, 80, 0));
  }

  @Override
  public ProcessorType type() {
    return type;
  }

  @Override
  public Processor create(Options options) {
    return new Loudness();
  }
}
