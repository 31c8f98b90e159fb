// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.tactus.api.Rational;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.parameter.Parameters;

/**
 * The smoothed values of a node's parameters. One control thread at a time calls {@link #set}, the
 * thread that runs the node all else; between them is a single-producer single-consumer queue.
 */
final class ParameterBank implements Parameters {

  /** The change takes effect at the next cycle's edge. */
  static final long NOW = Long.MIN_VALUE;

  private static final int QUEUE = 1024;
  private static final VarHandle WRITTEN;
  private static final VarHandle READ;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WRITTEN = lookup.findVarHandle(ParameterBank.class, "written", long.class);
      READ = lookup.findVarHandle(ParameterBank.class, "read", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final List<Parameter> parameters;
  private final float[] from;
  private final float[] to;
  private final long[] rampStart;
  private final long[] rampFrames;
  private final long[] smoothingFrames;
  private final float[] value;
  private final boolean[] ramping;
  private final long[] revision;
  private final int[] queueIndex = new int[QUEUE];
  private final float[] queueValue = new float[QUEUE];
  private final long[] queuePosition = new long[QUEUE];
  private final float[] requested;

  /** Where another version has the same parameters, -1 where it lacks one. */
  private int[] counterpart = new int[0];

  private int rampCount;
  private long position;
  private int frames;
  private volatile long written;
  private volatile long read;

  ParameterBank(List<Parameter> parameters, float[] initial, Rational rate) {
    int count = parameters.size();
    this.parameters = parameters;
    from = initial.clone();
    to = initial.clone();
    value = initial.clone();
    requested = initial.clone();
    rampStart = new long[count];
    rampFrames = new long[count];
    ramping = new boolean[count];
    revision = new long[count];
    smoothingFrames = new long[count];
    for (int i = 0; i < count; i++) {
      smoothingFrames[i] = rate.frames((long) (parameters.get(i).smoothingMillis() * 1_000_000L));
    }
  }

  List<Parameter> descriptors() {
    return parameters;
  }

  /** The value asked for last. */
  float requested(int index) {
    synchronized (requested) {
      return requested[index];
    }
  }

  /** All values asked for last. */
  float[] allRequested() {
    synchronized (requested) {
      return requested.clone();
    }
  }

  /**
   * Asks for a value.
   *
   * @param at frame position of the pipeline, or {@link #NOW}
   * @return false if the cycle has not taken the last {@value #QUEUE} changes
   */
  boolean set(int index, float newValue, long at) {
    synchronized (requested) {
      long next = written;
      if (next - (long) READ.getAcquire(this) == QUEUE) {
        return false;
      }
      int slot = (int) (next % QUEUE);
      queueIndex[slot] = index;
      queueValue[slot] = newValue;
      queuePosition[slot] = at;
      WRITTEN.setRelease(this, next + 1);
      requested[index] = newValue;
      return true;
    }
  }

  /** Takes what is due in this cycle and moves the ramps on. */
  void begin(long cyclePosition, int cycleFrames) {
    position = cyclePosition;
    frames = cycleFrames;
    long last = (long) WRITTEN.getAcquire(this);
    long next = read;
    while (next < last) {
      int slot = (int) (next % QUEUE);
      long at = Math.max(queuePosition[slot], cyclePosition);
      int index = queueIndex[slot];
      boolean secondInCycle = ramping[index] && rampStart[index] > cyclePosition;
      if (at >= cyclePosition + cycleFrames || secondInCycle) {
        break;
      }
      start(index, queueValue[slot], at);
      next++;
    }
    READ.setRelease(this, next);
    if (rampCount > 0) {
      advance();
    }
  }

  /**
   * Makes ready to take over from the bank of another version. Control thread, before {@link
   * #takeOver}.
   */
  void follow(ParameterBank other) {
    counterpart = new int[parameters.size()];
    for (int i = 0; i < counterpart.length; i++) {
      counterpart[i] = other.indexOf(parameters.get(i));
    }
  }

  /** The index of a parameter of the same id and range, or -1. */
  private int indexOf(Parameter wanted) {
    for (int i = 0; i < parameters.size(); i++) {
      Parameter own = parameters.get(i);
      if (own.id().equals(wanted.id())
          && own.minimum() == wanted.minimum()
          && own.maximum() == wanted.maximum()) {
        return i;
      }
    }
    return -1;
  }

  /** Goes on from where another bank stands in this cycle. */
  void takeOver(ParameterBank other) {
    for (int i = 0; i < counterpart.length; i++) {
      int j = counterpart[i];
      if (j < 0) {
        continue;
      }
      from[i] = other.from[j];
      to[i] = other.to[j];
      rampStart[i] = other.rampStart[j];
      rampFrames[i] = other.rampFrames[j];
      if (ramping[i] != other.ramping[j]) {
        ramping[i] = other.ramping[j];
        rampCount += ramping[i] ? 1 : -1;
      }
      if (value[i] != other.value[j]) {
        value[i] = other.value[j];
        revision[i]++;
      }
    }
  }

  private void start(int index, float target, long at) {
    from[index] = curve(index, at);
    to[index] = target;
    rampStart[index] = at;
    rampFrames[index] = smoothingFrames[index];
    if (!ramping[index]) {
      ramping[index] = true;
      rampCount++;
    }
  }

  private void advance() {
    for (int i = 0; i < value.length; i++) {
      if (ramping[i]) {
        float now = curve(i, position);
        if (now != value[i]) {
          value[i] = now;
          revision[i]++;
        }
        if (position >= rampStart[i] + rampFrames[i]) {
          ramping[i] = false;
          rampCount--;
        }
      }
    }
  }

  private float curve(int index, long at) {
    long into = at - rampStart[index];
    if (!ramping[index]) {
      return to[index];
    }
    if (into >= rampFrames[index]) {
      return into < 0 ? from[index] : to[index];
    }
    return into <= 0
        ? from[index]
        : (float) (from[index] + (to[index] - (double) from[index]) * into / rampFrames[index]);
  }

  @Override
  public float value(int index) {
    return value[index];
  }

  @Override
  public float valueAt(int index, int frame) {
    return ramping[index] ? curve(index, position + frame) : value[index];
  }

  @Override
  public boolean isChanging(int index) {
    return ramping[index] && curve(index, position + frames) != value[index];
  }

  @Override
  public long revision(int index) {
    return revision[index];
  }
}
