package ${package};

import org.tactus.api.processor.ProcessorFactory;
import org.tactus.contract.junit.ContractTest;

/** What Tactus asks of every processor, level by level. */
class SoftClipperContractTest extends ContractTest {

  @Override
  protected ProcessorFactory factory() {
    return new SoftClipperFactory("1.0.0");
  }
}
