package ${package};

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.tactus.api.RefusedException;
import org.tactus.api.accelerator.AcceleratorProvider;
import org.tactus.api.accelerator.LatePolicy;
import org.tactus.api.node.Contract;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.parameter.Meter;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/** Offers a low-pass that the accelerator computes, or the CPU where that is late. */
@Component(service = ProcessorFactory.class)
public final class LowPassFactory implements ProcessorFactory {

  static final int LATE = 0;

  private static final String FREQUENCY = "f";
  private static final String TAPS = "taps";
  private static final String LATE_POLICY = "late";

  private final ProcessorType type;
  private final AcceleratorProvider accelerators;

  /** Called by Declarative Services. The type's version is the bundle's. */
  @Activate
  public LowPassFactory(
      BundleContext context,
      @Reference(target = "(" + WorkerProvider.PROPERTY + ")") AcceleratorProvider accelerators) {
    this(context.getBundle().getVersion().toString(), accelerators);
  }

  LowPassFactory(String version, AcceleratorProvider accelerators) {
    this.accelerators = accelerators;
    type =
        ProcessorType.of("${type}", version, "A low-pass of linear phase on an accelerator")
            .withOptions(
                Option.number(FREQUENCY, "Frequency above which it is quiet, in Hz", 20, 20_000)
                    .orElse(1000.0),
                Option.integer(TAPS, "Taps; an odd number", 3, 4095).orElse(255L),
                Option.choice(LATE_POLICY, "What it does when it is late", "twin", "wait"))
            .withMeters(new Meter("late", "Cycles that the CPU had to compute", ""))
            .withContract(new Contract(50_000, 400, 0));
  }

  @Override
  public ProcessorType type() {
    return type;
  }

  @Override
  public Processor create(Options options) throws RefusedException {
    long taps = options.integer(TAPS);
    if (taps % 2 == 0) {
      throw new RefusedException("${type}(taps=" + taps + ") is even; give an odd number");
    }
    return new LowPass(
        accelerators.open(WorkerProvider.ID),
        options.number(FREQUENCY),
        (int) taps,
        options.text(LATE_POLICY).equals("wait") ? LatePolicy.WAIT : LatePolicy.CPU_TWIN);
  }
}
