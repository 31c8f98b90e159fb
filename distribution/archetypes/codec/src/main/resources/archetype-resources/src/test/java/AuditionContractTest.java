package ${package};

import org.tactus.api.processor.ProcessorFactory;
import org.tactus.contract.junit.ContractTest;

/** What Tactus asks of every processor, level by level. */
class AuditionContractTest extends ContractTest {

  @Override
  protected ProcessorFactory factory() {
    return new AuditionFactory("1.0.0");
  }
}
