package ${package};

import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.RefusedException;
import org.tactus.api.accelerator.Accelerator;
import org.tactus.api.accelerator.AcceleratorInfo;
import org.tactus.api.accelerator.AcceleratorProvider;

/**
 * Offers the accelerator: here a thread that works beside the cycle's. It stands for your GPU, FPGA
 * or DSP, whose driver takes its place in {@link WorkerAccelerator} and {@link WorkerQueue}.
 */
@Component(service = AcceleratorProvider.class, property = WorkerProvider.PROPERTY)
public final class WorkerProvider implements AcceleratorProvider {

  static final String PROPERTY = "accelerator.type=${type}";
  static final String ID = "worker";

  static final AcceleratorInfo INFO =
      new AcceleratorInfo(ID, "A thread beside the cycle's", WorkerAccelerator.FORMAT, 0, true);

  @Override
  public String type() {
    return "${type}";
  }

  @Override
  public List<AcceleratorInfo> accelerators() {
    return List.of(INFO);
  }

  @Override
  public Accelerator open(String id) throws RefusedException {
    if (!id.equals(ID)) {
      throw new RefusedException("${type} has no accelerator '" + id + "'; open '" + ID + "'");
    }
    return new WorkerAccelerator();
  }
}
