// SPDX-License-Identifier: Apache-2.0
package org.tactus.ring.internal;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Component;
import org.tactus.ring.Ring;
import org.tactus.ring.RingStats;
import org.tactus.ring.Rings;

/**
 * Lists and removes under one lock, so that no list looks at memory whose owner has been told that
 * it may free it.
 */
@Component
public final class RingRegistry implements Rings {

  private final SortedMap<String, Entry> entries = new TreeMap<>();

  @Override
  public synchronized Registration register(String name, Ring ring) {
    Entry entry = new Entry(name, ring);
    if (entries.putIfAbsent(name, entry) != null) {
      throw new IllegalArgumentException(
          "A ring named '"
              + name
              + "' is registered already: close that registration or choose another name.");
    }
    return entry;
  }

  @Override
  public synchronized List<RingStats> list() {
    return entries.values().stream().map(entry -> RingStats.of(entry.name, entry.ring)).toList();
  }

  private synchronized void remove(Entry entry) {
    entries.remove(entry.name, entry);
  }

  private final class Entry implements Registration {
    private final String name;
    private final Ring ring;

    Entry(String name, Ring ring) {
      this.name = name;
      this.ring = ring;
    }

    @Override
    public void close() {
      remove(this);
    }
  }
}
