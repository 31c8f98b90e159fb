// SPDX-License-Identifier: Apache-2.0
package org.tactus.ring.internal;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Component;
import org.tactus.ring.Ring;
import org.tactus.ring.RingStats;
import org.tactus.ring.Rings;

/** Lists and removes under one lock, so that no list looks at memory whose owner has been told that it may free it. */
@Component
public final class RingRegistry implements Rings {

  private final SortedMap<String, Ring> rings = new TreeMap<>();

  @Override
  public synchronized Registration register(String name, Ring ring) {
    if (rings.putIfAbsent(name, ring) != null) {
      throw new IllegalArgumentException(
          "A ring named '" + name + "' is registered already: close that registration or choose another name.");
    }
    return () -> remove(name, ring);
  }

  private synchronized void remove(String name, Ring ring) {
    rings.remove(name, ring);
  }

  @Override
  public synchronized List<RingStats> list() {
    return rings.entrySet().stream()
        .map(entry -> RingStats.of(entry.getKey(), entry.getValue()))
        .toList();
  }
}
