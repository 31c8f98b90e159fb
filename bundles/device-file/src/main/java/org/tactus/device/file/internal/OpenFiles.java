// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import org.tactus.api.RefusedException;

/**
 * The files that ends of this process have open, so that none is written while another end reads or
 * writes it. A file is known by its inode, whatever its path. Control threads.
 */
final class OpenFiles {

  private static final int WRITTEN = -1;

  /** The number of readers of each file, or {@link #WRITTEN}. */
  private final Map<Object, Integer> uses = new HashMap<>();

  /**
   * Notes a reader.
   *
   * @return what {@link #release} takes
   * @throws RefusedException if the file is being written
   */
  synchronized Object read(Path path, String name) throws IOException, RefusedException {
    Object key = key(path);
    int readers = uses.getOrDefault(key, 0);
    if (readers == WRITTEN) {
      throw new RefusedException(
          "file '" + name + "' is being written by another node; read it when that has stopped");
    }
    uses.put(key, readers + 1);
    return key;
  }

  /**
   * Notes the writer.
   *
   * @return what {@link #release} takes
   * @throws RefusedException if the file is being read or written
   */
  synchronized Object write(Path path, String name) throws IOException, RefusedException {
    Object key = key(path);
    int readers = uses.getOrDefault(key, 0);
    if (readers != 0) {
      throw new RefusedException(
          "file '%s' is being %s by another node; write to another file"
              .formatted(name, readers == WRITTEN ? "written" : "read"));
    }
    uses.put(key, WRITTEN);
    return key;
  }

  /** Forgets a reader or the writer. */
  synchronized void release(Object key) {
    uses.computeIfPresent(key, (_, readers) -> readers > 1 ? readers - 1 : null);
  }

  private static Object key(Path path) throws IOException {
    Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    return key == null ? path.toRealPath() : key;
  }
}
