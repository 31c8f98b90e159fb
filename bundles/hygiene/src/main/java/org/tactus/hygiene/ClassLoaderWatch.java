// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** A class loader that should go. Control threads. */
@ProviderType
public interface ClassLoaderWatch {

  /** The bundle's symbolic name and version, as in {@code acme.clip 1.0.0}. */
  String bundle();

  /** The bundle's id. */
  long bundleId();

  /** When it began. */
  Instant since();

  /** Whether the collector has taken the class loader, as far as it has run. */
  boolean collected();

  /**
   * Asks for full collections until the class loader has gone or the time is over. Each is
   * concurrent with the generational ZGC that Tactus runs with.
   *
   * @param limit how long
   * @return whether it has gone
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  boolean awaitCollection(Duration limit) throws InterruptedException;

  /**
   * What keeps the class loader, as far as can be seen without a heap dump: threads, thread locals,
   * shutdown hooks, MBeans, log handlers, bundles wired to it.
   *
   * @return empty if it is collected, or if none of these keeps it
   */
  List<Retainer> retainers();

  /**
   * The shortest path from a root of the collector to the class loader, found in a heap dump. All
   * threads stand still while it is written, for about a second per gigabyte, so a pipeline that
   * runs has a gap; it is read in a process of its own.
   *
   * @return empty if the class loader is collected, or only weakly or softly reachable
   * @throws IOException if the dump could not be written or read; its message is a sentence
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  List<Retainer> heapPath() throws IOException, InterruptedException;
}
