// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.blocks;

import com.example.hostile.base.Passing;
import com.example.hostile.base.PassingFactory;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Options;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;

/** Waits for ever for a lock in process. */
@Component(service = ProcessorFactory.class)
public final class Factory extends PassingFactory {

  /** Called by Declarative Services. */
  public Factory() {
    super("blocks", "1.0.0", "Waits for ever for a lock in process");
  }

  @Override
  public Processor create(Options options) {
    return new Node();
  }

  private static final class Node extends Passing {
    private static final ReentrantLock LOCK = new ReentrantLock();

    Node() {
      Thread holder = new Thread(LOCK::lock, "hostile-lock-holder");
      holder.setDaemon(true);
      holder.start();
    }

    @Override
    protected void misbehave(Cycle cycle) {
      LOCK.lock();
    }
  }
}
