// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.remote;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jdk.net.ExtendedSocketOptions;
import org.apache.felix.service.command.CommandProcessor;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.tactus.runtime.control.FrameChannel;

/**
 * Listens on the instance's control socket. Its directory and the socket itself are the owner's
 * alone, and the kernel is asked who is at the other end.
 */
@Component(
    service = {},
    immediate = true)
public final class ControlServer {
  private final BundleContext context;
  private final CommandProcessor processor;
  private final Logger log;
  private final Path address;
  private final ServerSocketChannel server;
  private final UserPrincipal owner;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

  /** Opens the socket. */
  @Activate
  public ControlServer(
      BundleContext context,
      @Reference CommandProcessor processor,
      @Reference(service = LoggerFactory.class) Logger log)
      throws IOException {
    this.context = context;
    this.processor = processor;
    this.log = log;
    this.owner = Files.getOwner(Path.of("/proc/self"));
    this.address = Path.of(context.getProperty("tactus.instance"), "run", "control.sock");
    this.server = listen(address);
    Thread thread = new Thread(this::accept, "tactus-control");
    thread.setDaemon(true);
    thread.start();
  }

  private static ServerSocketChannel listen(Path address) throws IOException {
    Files.deleteIfExists(address);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(address));
      Files.setPosixFilePermissions(address, PosixFilePermissions.fromString("rw-------"));
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel socket = server.accept();
        Thread thread = new Thread(() -> serve(socket), "tactus-control-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (ClosedChannelException _) {
        return;
      } catch (IOException e) {
        log.error("The control socket {} does not take connections any more", address, e);
        return;
      }
    }
  }

  private void serve(SocketChannel socket) {
    try (socket) {
      UserPrincipal peer = socket.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
      if (!peer.equals(owner)) {
        log.warn("A connection to the control socket by user {} was refused", peer.getName());
        return;
      }
      Connection connection = new Connection(context, processor, log, FrameChannel.open(socket));
      connections.add(connection);
      try {
        connection.serve();
      } finally {
        connections.remove(connection);
      }
    } catch (IOException e) {
      log.debug("A connection to the control socket broke", e);
    }
  }

  /** Closes the socket and every connection. */
  @Deactivate
  public void close() throws IOException {
    server.close();
    for (Connection connection : connections) {
      connection.close();
    }
    Files.deleteIfExists(address);
  }
}
