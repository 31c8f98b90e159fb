// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/** A factory that a test fills in; it keeps what it made. */
final class TestFactory implements ProcessorFactory {

  /** Makes a processor, or refuses. */
  interface Making {
    TestNode create(Options options) throws RefusedException;
  }

  /** Lists the ports, or refuses. */
  interface Listing {
    List<Port> ports(Options options) throws RefusedException;
  }

  final List<TestNode> made = new CopyOnWriteArrayList<>();
  private final ProcessorType type;
  private final Listing listing;
  private final Making making;

  TestFactory(ProcessorType type, Listing listing, Making making) {
    this.type = type;
    this.listing = listing;
    this.making = making;
  }

  /** One audio input, one audio output. */
  TestFactory(ProcessorType type, Making making) {
    this(type, _ -> List.of(Port.audioInput("in"), Port.audioOutput("out")), making);
  }

  TestNode last() {
    return made.getLast();
  }

  @Override
  public ProcessorType type() {
    return type;
  }

  @Override
  public List<Port> ports(Options options) throws RefusedException {
    return listing.ports(options);
  }

  @Override
  public Processor create(Options options) throws RefusedException {
    TestNode node = making.create(options);
    made.add(node);
    return node;
  }
}
