// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.tactus.engine.Percentiles;
import org.tactus.realtime.JitterRecorder;
import org.tactus.realtime.JitterSnapshot;

/** What a node's cycles took. The thread that runs the node records, any other reads. */
final class NodeTimes {

  private static final VarHandle LAST;

  static {
    try {
      LAST = MethodHandles.lookup().findVarHandle(NodeTimes.class, "last", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final JitterRecorder recorder = new JitterRecorder();
  private long last;

  void record(long nanos) {
    recorder.record(nanos);
    LAST.setOpaque(this, nanos);
  }

  /** The node did nothing in this cycle. */
  void skip() {
    LAST.setOpaque(this, 0L);
  }

  /** The last cycle's time in nanoseconds. */
  long last() {
    return (long) LAST.getOpaque(this);
  }

  Percentiles percentiles() {
    return percentiles(recorder.snapshot());
  }

  /** The median in microseconds, or 1 before anything was measured. */
  double typicalMicros() {
    JitterSnapshot snapshot = recorder.snapshot();
    return snapshot.count() == 0 ? 1 : Math.max(0.05, snapshot.percentile(50) / 1e3);
  }

  static Percentiles percentiles(JitterSnapshot snapshot) {
    return new Percentiles(
        snapshot.percentile(50) / 1e3,
        snapshot.percentile(99) / 1e3,
        snapshot.percentile(99.9) / 1e3,
        snapshot.max() / 1e3);
  }
}
