// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.audio;

/**
 * What a channel is for. Names follow the loudspeaker labels of ITU-R BS.2051 and the order of WAVE
 * channel masks.
 */
public enum Channel {
  /** Left. */
  FRONT_LEFT,
  /** Right. */
  FRONT_RIGHT,
  /** Centre; also the one channel of a mono signal. */
  FRONT_CENTER,
  /** Low-frequency effects. */
  LOW_FREQUENCY,
  /** Behind the listener, left. */
  BACK_LEFT,
  /** Behind the listener, right. */
  BACK_RIGHT,
  /** Between left and centre. */
  FRONT_LEFT_OF_CENTER,
  /** Between right and centre. */
  FRONT_RIGHT_OF_CENTER,
  /** Behind the listener, centre. */
  BACK_CENTER,
  /** Left side. */
  SIDE_LEFT,
  /** Right side. */
  SIDE_RIGHT,
  /** Above the listener. */
  TOP_CENTER,
  /** Top front left. */
  TOP_FRONT_LEFT,
  /** Top front centre. */
  TOP_FRONT_CENTER,
  /** Top front right. */
  TOP_FRONT_RIGHT,
  /** Top back left. */
  TOP_BACK_LEFT,
  /** Top back centre. */
  TOP_BACK_CENTER,
  /** Top back right. */
  TOP_BACK_RIGHT,
  /** A channel without a place in space: a line input, a stem. */
  DISCRETE
}
