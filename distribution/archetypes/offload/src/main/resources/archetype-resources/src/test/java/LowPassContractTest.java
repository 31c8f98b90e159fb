package ${package};

import org.tactus.api.processor.ProcessorFactory;
import org.tactus.contract.junit.ContractTest;

/** What Tactus asks of every processor, level by level. */
class LowPassContractTest extends ContractTest {

  @Override
  protected ProcessorFactory factory() {
    return new LowPassFactory("1.0.0", new WorkerProvider());
  }
}
