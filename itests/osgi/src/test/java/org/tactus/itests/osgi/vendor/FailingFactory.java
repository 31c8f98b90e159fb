// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.osgi.vendor;

import java.util.List;
import org.tactus.api.MediaFormat;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Options;
import org.tactus.api.node.Preparation;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

final class FailingFactory implements ProcessorFactory {
  private static final int GOOD_CYCLES = 200;

  private final Failure failure;
  private final ProcessorType type;

  FailingFactory(Failure failure) {
    this.failure = failure;
    this.type = ProcessorType.of(failure.type(), "1.0.0", "Fails in " + failure);
  }

  @Override
  public ProcessorType type() {
    return type;
  }

  @Override
  public Processor create(Options options) {
    failIn(Failure.CREATE);
    return new Failing();
  }

  private void failIn(Failure now) {
    if (failure == now) {
      throw new IllegalStateException("the vendor's fault in " + now);
    }
  }

  private final class Failing implements Processor {
    private int cycles;

    @Override
    public List<MediaFormat> negotiate(List<MediaFormat> inputs) {
      failIn(Failure.NEGOTIATE);
      return inputs;
    }

    @Override
    public void prepare(Preparation preparation) {
      failIn(Failure.PREPARE);
      if (failure == Failure.LINK) {
        throw new NoClassDefFoundError("com/example/Missing");
      }
    }

    @Override
    public void process(Cycle cycle) {
      cycle.audioOut(0).copyFrom(cycle.audioIn(0));
      if (++cycles > GOOD_CYCLES) {
        failIn(Failure.PROCESS);
      }
    }

    @Override
    public void release() {
      failIn(Failure.RELEASE);
    }
  }
}
