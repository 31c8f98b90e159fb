// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal;

import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.tactus.api.MediaKind;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;
import org.tactus.isolation.internal.channel.Message;
import org.tactus.isolation.internal.channel.Wire;

/** Stands for a factory in a child process. Control threads call. */
final class IsolatedFactory implements ProcessorFactory {

  private final IsolatedChild child;
  private final ProcessorType type;

  IsolatedFactory(IsolatedChild child, ProcessorType type) {
    this.child = child;
    this.type = type;
  }

  @Override
  public ProcessorType type() {
    return type;
  }

  @Override
  public List<Port> ports(Options options) throws RefusedException {
    Session session = child.session();
    int index = child.index(type.name());
    List<Port> ports =
        session.ask(
            Message.PORTS,
            out -> writeCreation(out, index, options),
            in -> Wire.readList(in, Wire::readPort),
            child.settings().answerTimeout());
    for (Port port : ports) {
      if (port.kind() != MediaKind.AUDIO && port.kind() != MediaKind.EVENT) {
        throw new RefusedException(
            "port '"
                + port.name()
                + "' of '"
                + type.name()
                + "' is not of audio or events, which an isolated bundle carries alone; trust '"
                + child.symbolicName()
                + "' by name");
      }
    }
    return ports;
  }

  /** Writes what makes a processor in the child. */
  static void writeCreation(DataOutputStream out, int index, Options options) throws IOException {
    out.writeShort(index);
    Wire.writeOptions(out, options);
  }

  @Override
  public Processor create(Options options) throws RefusedException {
    return new IsolatedNode(child, type, ports(options), options);
  }
}
