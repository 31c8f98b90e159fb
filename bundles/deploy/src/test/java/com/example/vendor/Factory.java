// SPDX-License-Identifier: Apache-2.0
package com.example.vendor;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Contract;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

final class Factory implements ProcessorFactory {
  private final String name;
  private final String version;
  private final Fault fault;
  private final AtomicInteger asked = new AtomicInteger();

  Factory(String name, String version, Fault fault) {
    this.name = name;
    this.version = version;
    this.fault = fault;
  }

  @Override
  public ProcessorType type() {
    ProcessorType type = ProcessorType.of(name, version, "A vendor's");
    return switch (fault) {
      case TYPE_IS_NULL -> null;
      case TYPE_THROWS -> throw new IllegalStateException("the vendor's fault");
      case TYPE_HANGS -> {
        try {
          Activator.hang();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        yield type;
      }
      case TYPE_CHANGES ->
          ProcessorType.of(name, version, "A vendor's, " + asked.incrementAndGet());
      case NEGATIVE_BUDGET -> type.withContract(new Contract(-1, 0, 0));
      case HUGE_BUDGET -> type.withContract(new Contract(5_000_000, 0, 0));
      case DUPLICATE_PARAMETERS ->
          type.withParameters(
              Parameter.number("a", "A", "", 0, 1, 0), Parameter.number("a", "A", "", 0, 1, 0));
      case NO_VERSION -> ProcessorType.of(name, "newest", "A vendor's");
      default -> type;
    };
  }

  @Override
  public List<Port> ports(Options options) throws RefusedException {
    return switch (fault) {
      case PORTS_ARE_NULL -> null;
      case OTHER_PORTS ->
          List.of(Port.audioInput("in"), Port.audioInput("sidechain"), Port.audioOutput("out"));
      default -> ProcessorFactory.super.ports(options);
    };
  }

  @Override
  public Processor create(Options options) {
    throw new UnsupportedOperationException("nobody plays here");
  }
}
