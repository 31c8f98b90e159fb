// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.mixer.internal;

import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Contract;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/** Offers {@code mixer}. */
@Component(service = ProcessorFactory.class)
public final class MixerFactory implements ProcessorFactory {

  /** The most inputs of a mixer. */
  static final int MAXIMUM_INPUTS = 64;

  /** The lowest gain, which is silence. */
  static final float SILENCE_DB = -120;

  private static final int MAXIMUM_CHANNELS = 64;
  private static final int SHOWN_GAINS = 8;

  private final ProcessorType type;

  /** Called by Declarative Services. */
  @Activate
  public MixerFactory(BundleContext context) {
    this(context.getBundle().getVersion().toString());
  }

  MixerFactory(String version) {
    Parameter[] gains = new Parameter[MAXIMUM_INPUTS];
    for (int i = 0; i < gains.length; i++) {
      int number = i + 1;
      Parameter gain =
          Parameter.number(
              "db" + number,
              "Gain of input " + number + "; -120 is silence",
              "dB",
              SILENCE_DB,
              40,
              0);
      gains[i] = i < SHOWN_GAINS ? gain : gain.withFlags(Parameter.Flag.EXPERT);
    }
    type =
        ProcessorType.of(
                "mixer",
                version,
                "Adds its inputs 1, 2, ...: channel to channel, a mono input to every channel")
            .withOptions(
                Option.integer("inputs", "How many inputs there are", 1, MAXIMUM_INPUTS).orElse(2L),
                Option.integer(
                    "channels",
                    "Channels of the output; those of the widest input unless given",
                    1,
                    MAXIMUM_CHANNELS))
            .withParameters(gains)
            .withContract(new Contract(5_000, 200, 0));
  }

  @Override
  public ProcessorType type() {
    return type;
  }

  @Override
  public List<Port> ports(Options options) {
    List<Port> ports = new ArrayList<>();
    long inputs = options.integer("inputs");
    for (int i = 1; i <= inputs; i++) {
      ports.add(Port.audioInput(Integer.toString(i)).asOptional());
    }
    ports.add(Port.audioOutput("out"));
    return ports;
  }

  @Override
  public Processor create(Options options) {
    int channels = options.has("channels") ? (int) options.integer("channels") : 0;
    return new Mixer((int) options.integer("inputs"), channels);
  }
}
