// SPDX-License-Identifier: Apache-2.0
package org.tactus.testkit;

import java.util.ArrayList;
import java.util.List;
import org.tactus.api.Rational;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.parameter.Parameters;

/**
 * The values of a node's parameters, smoothed as the API says: a change that is due at frame p
 * moves on a straight line in the parameter's unit from the value it had at p to the new one, which
 * it reaches after the parameter's smoothing time; the curve depends on positions alone. One
 * thread.
 */
public final class TestParameters implements Parameters {

  private final List<Parameter> descriptors;
  private final Curve[] curves;
  private long position;
  private int frames;

  TestParameters(List<Parameter> descriptors, Rational rate) {
    this.descriptors = List.copyOf(descriptors);
    curves = new Curve[descriptors.size()];
    for (int i = 0; i < curves.length; i++) {
      Parameter descriptor = descriptors.get(i);
      long smoothing = Math.round(descriptor.smoothingMillis() / 1000.0 * rate.toDouble());
      curves[i] = new Curve(descriptor.defaultValue(), smoothing);
    }
  }

  /**
   * The index of a parameter.
   *
   * @throws IllegalArgumentException if there is none of this id
   */
  public int index(String id) {
    for (int i = 0; i < descriptors.size(); i++) {
      if (descriptors.get(i).id().equals(id)) {
        return i;
      }
    }
    throw new IllegalArgumentException("there is no parameter '" + id + "' in " + descriptors);
  }

  /** Sets the value it has had from the start, without smoothing; before the first cycle. */
  public void preset(String id, float value) {
    curves[index(id)].preset(value);
  }

  /** Sets a parameter from the first frame of the coming cycle on. */
  public void set(String id, float value) {
    setAt(position + frames, id, value);
  }

  /**
   * Sets a parameter from a frame on; changes of one parameter are given in the order of their
   * frames.
   *
   * @param frame counted from the start of the pipeline
   * @param value in the parameter's range
   */
  public void setAt(long frame, String id, float value) {
    int index = index(id);
    Parameter descriptor = descriptors.get(index);
    if (!(value >= descriptor.minimum() && value <= descriptor.maximum())) {
      throw new IllegalArgumentException(
          id + "=" + value + " is outside " + descriptor.minimum() + ".." + descriptor.maximum());
    }
    curves[index].change(frame, value);
  }

  void moveTo(long newPosition, int newFrames) {
    position = newPosition;
    frames = newFrames;
    for (Curve curve : curves) {
      curve.enter(newPosition);
    }
  }

  @Override
  public float value(int index) {
    return curves[index].at(position);
  }

  @Override
  public float valueAt(int index, int frame) {
    return curves[index].at(position + frame);
  }

  @Override
  public boolean isChanging(int index) {
    Curve curve = curves[index];
    return curve.at(position) != curve.at(position + frames);
  }

  @Override
  public long revision(int index) {
    return curves[index].revision;
  }

  private static final class Curve {
    private final long smoothing;
    private final List<Ramp> ramps = new ArrayList<>();
    private float initial;
    private float lastFirst;
    private boolean entered;
    private long revision;

    Curve(float initial, long smoothing) {
      this.initial = initial;
      this.smoothing = smoothing;
    }

    void preset(float value) {
      if (entered && !ramps.isEmpty()) {
        throw new IllegalStateException("preset() comes before every change");
      }
      initial = value;
      lastFirst = value;
    }

    void change(long frame, float value) {
      if (!ramps.isEmpty() && ramps.getLast().start > frame) {
        throw new IllegalArgumentException("changes must be given in the order of their frames");
      }
      ramps.add(new Ramp(frame, at(frame), value));
    }

    void enter(long position) {
      float first = at(position);
      if (entered && first != lastFirst) {
        revision++;
      }
      entered = true;
      lastFirst = first;
    }

    float at(long position) {
      for (int i = ramps.size() - 1; i >= 0; i--) {
        Ramp ramp = ramps.get(i);
        if (ramp.start <= position) {
          long passed = position - ramp.start;
          return passed >= smoothing
              ? ramp.to
              : (float) (ramp.from + (double) (ramp.to - ramp.from) * passed / smoothing);
        }
      }
      return initial;
    }
  }

  private record Ramp(long start, float from, float to) {}
}
