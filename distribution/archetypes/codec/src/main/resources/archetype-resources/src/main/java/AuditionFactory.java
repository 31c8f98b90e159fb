package ${package};

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Contract;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Options;
import org.tactus.api.node.Preparation;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/** Offers a processor that encodes and decodes at once, so that a pipeline hears what is lost. */
@Component(service = ProcessorFactory.class)
public final class AuditionFactory implements ProcessorFactory {

  private static final int LAW = 0;

  private final ProcessorType type;

  /** Called by Declarative Services. The type's version is the bundle's. */
  @Activate
  public AuditionFactory(BundleContext context) {
    this(context.getBundle().getVersion().toString());
  }

  AuditionFactory(String version) {
    type =
        ProcessorType.of("${type}-audition", version, "Sounds as through G.711")
            .withParameters(Parameter.choice("law", "Which law", List.of("mu", "a"), "mu"))
            .withContract(new Contract(2_000, 40, 0));
  }

  @Override
  public ProcessorType type() {
    return type;
  }

  @Override
  public Processor create(Options options) {
    return new Audition();
  }

  private static final class Audition implements Processor {

    /** Of this class, so that the cycle loads nothing. */
    private final Law[] laws = Law.values();

    @Override
    public void prepare(Preparation preparation) {}

    @Override
    public boolean worksInPlace() {
      return true;
    }

    @Override
    public void process(Cycle cycle) {
      Law law = laws[Math.round(cycle.parameters().value(LAW))];
      for (int channel = 0; channel < cycle.audioOut(0).channels(); channel++) {
        MemorySegment in = cycle.audioIn(0).channel(channel);
        MemorySegment out = cycle.audioOut(0).channel(channel);
        for (int frame = 0; frame < cycle.frames(); frame++) {
          float sample = in.getAtIndex(JAVA_FLOAT, frame);
          // The A law has no zero: silence would become half a step for ever.
          float heard = sample == 0 ? 0 : law.decode(law.encode(sample));
          out.setAtIndex(JAVA_FLOAT, frame, heard);
        }
      }
    }
  }
}
