// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.codec;

/** What became of a step of a codec. A codec reports; it never throws on hostile bytes. */
public enum CodecStatus {
  /** Taken, or given. */
  OK,
  /** Nothing to give yet: send more. */
  NEEDS_INPUT,
  /**
   * Taken, and what comes out has another format from now on: all that was given so far is to be
   * received first, then the host calls {@link Coder#prepare} again before it receives or sends.
   */
  FORMAT_CHANGED,
  /** No room to take: receive first. */
  NEEDS_OUTPUT,
  /** The bytes are damaged; what could be saved was given or concealed. */
  CORRUPT,
  /** The bytes are sound but use what this codec does not do. */
  UNSUPPORTED,
  /** All was given after a drain. */
  ENDED
}
