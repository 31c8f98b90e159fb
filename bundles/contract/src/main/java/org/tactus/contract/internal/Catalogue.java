// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Every check, by level. */
public final class Catalogue {

  /** Of a processor. */
  public static final List<Entry<ProcessorSubject>> PROCESSOR =
      sorted(
          Stream.of(
                  Descriptors.ENTRIES,
                  Behaviour.ENTRIES,
                  Sameness.ENTRIES,
                  Conduct.ENTRIES,
                  Replacement.ENTRIES,
                  Fuzz.ENTRIES)
              .flatMap(List::stream));

  /** Of a device. */
  public static final List<Entry<DeviceSubject>> DEVICE = sorted(DeviceChecks.ENTRIES.stream());

  private Catalogue() {}

  private static <S> List<Entry<S>> sorted(Stream<Entry<S>> entries) {
    return entries.sorted(Comparator.comparingInt(entry -> entry.check().level())).toList();
  }
}
