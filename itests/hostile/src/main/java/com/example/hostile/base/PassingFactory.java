// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.base;

import org.tactus.api.RefusedException;
import org.tactus.api.node.Options;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/** A factory of processors that pass their input on; those that extend it do one thing badly. */
public abstract class PassingFactory implements ProcessorFactory {
  private final ProcessorType type;

  protected PassingFactory(String name, String version, String description) {
    type = ProcessorType.of(name, version, description);
  }

  @Override
  public ProcessorType type() {
    return type;
  }

  @Override
  public Processor create(Options options) throws RefusedException {
    return new Passing();
  }
}
