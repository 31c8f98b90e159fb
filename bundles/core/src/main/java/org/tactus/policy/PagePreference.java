// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy;

/** The pages that locked memory should be made of. */
public enum PagePreference {
  /** Explicit huge pages of 1 GB from the kernel's pool. */
  HUGE_1G(1L << 30, "1 GB huge pages"),
  /** Explicit huge pages of 2 MB from the kernel's pool. */
  HUGE_2M(1L << 21, "2 MB huge pages"),
  /** Ordinary memory that the kernel is advised to back by transparent huge pages of 2 MB. */
  TRANSPARENT(1L << 21, "2 MB transparent huge pages"),
  /** Ordinary pages, never collapsed into huge ones behind a running cycle. */
  PLAIN(0, "ordinary pages");

  private final long pageBytes;
  private final String description;

  PagePreference(long pageBytes, String description) {
    this.pageBytes = pageBytes;
    this.description = description;
  }

  /** Bytes in such a page, 0 for the machine's ordinary page. */
  public long pageBytes() {
    return pageBytes;
  }

  /** What to try when there are none of these; PLAIN for itself. */
  public PagePreference next() {
    return this == PLAIN ? PLAIN : values()[ordinal() + 1];
  }

  /** For example {@code 2 MB huge pages}. */
  public String description() {
    return description;
  }
}
