// SPDX-License-Identifier: Apache-2.0
package org.tactus.ring;

/**
 * What any thread may ask of a ring at any time; the answers are a moment's. None of the methods
 * allocates or throws.
 */
public sealed interface Ring permits SampleRing, MessageRing {

  /** The frames or messages that fit, a power of two. */
  int capacity();

  /** The frames or messages waiting to be read, 0 to {@link #capacity()}. */
  int fill();

  /** The frames or messages ever written. */
  long written();

  /** The frames or messages ever read. */
  long read();

  /** The writes that found too little space, in whole or in part. */
  long overruns();

  /** The reads of samples that found too few; 0 for messages, of which there may be none. */
  long underruns();
}
