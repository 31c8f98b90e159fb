// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.nonsense;

import com.example.hostile.base.Passing;
import com.example.hostile.base.PassingFactory;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.Latency;
import org.tactus.api.MediaFormat;
import org.tactus.api.node.Options;
import org.tactus.api.node.StateLayout;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;

/** Declares what cannot be. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("nonsense", "1.0.0", "Declares what cannot be");
  }

  @Override
  public Processor create(Options options) {
    return new Node();
  }

  private static final class Node extends Passing {

    @Override
    public List<MediaFormat> negotiate(List<MediaFormat> inputs) {
      return null;
    }

    @Override
    public Latency latency() {
      return null;
    }

    @Override
    public long tail() {
      return -5;
    }

    @Override
    public StateLayout stateLayout() {
      return null;
    }
  }
}
