package ${package};

import java.util.Map;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.contract.ContractKit;
import org.tactus.contract.junit.ContractTest;

/** What Tactus asks of every processor, level by level. */
class LowPassContractTest extends ContractTest {

  @Override
  protected ProcessorFactory factory() {
    return new LowPassFactory("1.0.0", new WorkerProvider());
  }

  /**
   * The time of day is not to decide whether accelerator or twin computes: the meter would tell.
   */
  @Override
  protected void configure(ContractKit kit) {
    kit.options(Map.of("late", "wait"));
  }
}
