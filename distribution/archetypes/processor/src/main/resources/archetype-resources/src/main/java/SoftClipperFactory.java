package ${package};

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

/** Offers the processor to every pipeline, under the name that its type has in the notation. */
@Component(service = ProcessorFactory.class)
public final class SoftClipperFactory implements ProcessorFactory {

  /** Indexes of the parameters and meters in the lists below. */
  static final int DRIVE = 0;

  static final int CEILING = 1;
  static final int REDUCTION = 0;

  private final ProcessorType type;

  /** Called by Declarative Services. The type's version is the bundle's. */
  @Activate
  public SoftClipperFactory(BundleContext context) {
    this(context.getBundle().getVersion().toString());
  }

  SoftClipperFactory(String version) {
    type =
        ProcessorType.of("${type}", version, "Rounds off peaks, at twice the rate")
            .withParameters(
                Parameter.number("drive", "Gain before the curve", "dB", 0, 36, 0),
                Parameter.number("ceiling", "Level that no peak passes", "dB", -24, 0, -1))
            .withMeters(new Meter("reduction", "By how much the highest peak was reduced", "dB"))
            // At most 5 µs a cycle and 150 ns for each frame of a channel; allocates nothing.
            .withContract(new Contract(5_000, 150, 0));
  }

  @Override
  public ProcessorType type() {
    return type;
  }

  @Override
  public Processor create(Options options) {
    return new SoftClipper();
  }
}
