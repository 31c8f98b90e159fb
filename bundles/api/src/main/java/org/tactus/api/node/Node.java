// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.node;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;
import org.tactus.api.Latency;
import org.tactus.api.MediaFormat;
import org.tactus.api.RefusedException;

/**
 * An instance of a processor or a device end in one pipeline. Its life is negotiate, prepare,
 * process, release. Everything but {@link #process} is called on one control thread at a time and
 * never while {@code process} may run, except {@link #latency}, {@link #tail} and {@link
 * #pathLatency}.
 */
@ConsumerType
public interface Node {

  /**
   * Agrees on formats before {@link #prepare}; may be called more than once. The default gives
   * every output the format of the first input that is known.
   *
   * @param inputs the format of every input, in the order of the ports; null for one that is not
   *     linked, or that is not known yet because it closes a loop
   * @return the format of every output, in the order of the ports
   * @throws RefusedException if the node cannot work with these
   */
  default List<MediaFormat> negotiate(List<MediaFormat> inputs) throws RefusedException {
    for (MediaFormat input : inputs) {
      if (input != null) {
        return List.of(input);
      }
    }
    return List.of();
  }

  /**
   * Makes ready: allocates, computes tables, opens files, and loads and links every class that the
   * cycle will touch.
   *
   * @throws RefusedException if it cannot; nothing is then kept and {@link #release} is not called
   */
  void prepare(Preparation preparation) throws RefusedException;

  /**
   * Tells where the node stands on the signal's way, so that a device can pass it on (JACK shows it
   * to other programs) and a display can compensate. After every node of the pipeline is prepared,
   * before the first cycle, and again whenever it changes; any thread but the cycle's.
   *
   * @param upstream how late the inputs are against the devices' captures
   * @param downstream how much later the outputs are heard or seen
   */
  default void pathLatency(Latency upstream, Latency downstream) {}

  /**
   * Does the work of one cycle, on the cycle thread or a worker. Does not allocate, block, lock,
   * log, do I/O, load a class or throw; returns well before {@link Cycle#deadline()}.
   */
  void process(Cycle cycle);

  /** Forgets all history, as if just prepared. Control thread, never while process may run. */
  default void reset() {}

  /**
   * Whether the first output may share the memory of the first input, when both have the same
   * channels: true where every sample is written only after all that is computed from it was read.
   * From prepare on, control thread.
   */
  default boolean worksInPlace() {
    return false;
  }

  /** How late the outputs are against the inputs; from prepare on, any thread but the cycle's. */
  default Latency latency() {
    return Latency.NONE;
  }

  /**
   * Frames for which output goes on after the input ended, beyond the latency; {@link
   * Long#MAX_VALUE} for ever. From prepare on, any thread but the cycle's.
   */
  default long tail() {
    return 0;
  }

  /** Gives everything back, after the last cycle that could see the node. */
  default void release() {}

  /** The state that a successor may take over; from prepare on, control thread. */
  default StateLayout stateLayout() {
    return StateLayout.NONE;
  }

  /**
   * Writes the state at a block edge. Cycle thread, between two calls of {@code process}; the rules
   * of {@code process} hold.
   *
   * @param target at least as many bytes as the layout names, 64-byte aligned
   * @return the bytes written
   */
  default long saveState(MemorySegment target) {
    return 0;
  }

  /**
   * Takes the state of a predecessor, after prepare and before the first {@code process}; of a
   * device's end before start, and of a sink's after its predecessor has stopped. Control thread.
   *
   * @param version of the predecessor's layout
   * @param source the bytes it wrote
   * @return whether the state was taken; if not, input is replayed
   */
  default boolean loadState(int version, MemorySegment source) {
    return false;
  }
}
