// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.tactus.api.node.NodeHost;

/** Turns errors of the file system into sentences for an operator. */
final class FileErrors {

  private FileErrors() {}

  static String unreadable(String name, IOException error) {
    return switch (error) {
      case NoSuchFileException _ -> "file '" + name + "' is not there; check its path";
      case AccessDeniedException _ ->
          "file '" + name + "' may not be read; give this user the right to read it";
      default ->
          "file '" + name + "' cannot be read (" + reason(error) + "); check it and its disk";
    };
  }

  static String unwritable(String name, IOException error) {
    return switch (error) {
      case AccessDeniedException _ ->
          "file '" + name + "' may not be written; give this user the right to write it";
      default ->
          "file '"
              + name
              + "' cannot be written any further ("
              + reason(error)
              + "); free or check its disk and start the pipeline again";
    };
  }

  /** Closes a file, if there is one, and warns where that fails. */
  static void close(FileChannel file, NodeHost host, String name) {
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        host.warn("file '" + name + "' cannot be closed (" + reason(e) + "); check its disk");
      }
    }
  }

  private static String reason(IOException error) {
    String reason =
        error instanceof FileSystemException failure && failure.getReason() != null
            ? failure.getReason()
            : error.getMessage();
    return reason == null ? error.getClass().getSimpleName() : reason;
  }
}
