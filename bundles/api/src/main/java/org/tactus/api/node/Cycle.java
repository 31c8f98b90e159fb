// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.node;

import org.osgi.annotation.versioning.ProviderType;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.event.EventReader;
import org.tactus.api.event.EventWriter;
import org.tactus.api.packet.PacketReader;
import org.tactus.api.packet.PacketWriter;
import org.tactus.api.parameter.Meters;
import org.tactus.api.parameter.Parameters;
import org.tactus.api.video.VideoReader;
import org.tactus.api.video.VideoWriter;

/**
 * What one node sees of one cycle. Valid during {@code process} alone, on the thread that calls it;
 * no method allocates or blocks. Port numbers count the node's inputs, or its outputs, in the order
 * in which it lists its ports; asking a port for another kind than its own gives null.
 */
@ProviderType
public interface Cycle {

  /**
   * The frames of this cycle. For a sink at the end of a recording it is less than the period, and
   * only so many frames of its input count; elsewhere it is the period.
   */
  int frames();

  /** Position of the first frame, counted from the start of the pipeline; never jumps. */
  long position();

  /** When the clock started this cycle: CLOCK_MONOTONIC in nanoseconds, as System.nanoTime(). */
  long time();

  /** When this cycle must have ended, on the same scale. */
  long deadline();

  /**
   * Frames a second as measured against CLOCK_MONOTONIC and filtered; the nominal rate at first.
   */
  double measuredRate();

  /** Whether cycles follow one another as fast as they can. */
  boolean isFreewheeling();

  /** Musical and absolute time. */
  Transport transport();

  /** The audio of an input port. */
  AudioBlock audioIn(int input);

  /** The audio of an output port; its content is undefined until written, unless in place. */
  AudioBlock audioOut(int output);

  /** The events of an input port. */
  EventReader eventsIn(int input);

  /** Where to send events from an output port. */
  EventWriter eventsOut(int output);

  /** The packets of an input port. */
  PacketReader packetsIn(int input);

  /** Where to send packets from an output port. */
  PacketWriter packetsOut(int output);

  /** The pictures of an input port. */
  VideoReader videoIn(int input);

  /** Where to send pictures from an output port. */
  VideoWriter videoOut(int output);

  /** The parameters' values. */
  Parameters parameters();

  /** Where to publish measurements. */
  Meters meters();

  /**
   * Says, once, that a source has ended: of this cycle the first {@code frames} frames count, and
   * none after it.
   *
   * @param frames 0 to {@link #frames()}
   */
  void end(int frames);
}
