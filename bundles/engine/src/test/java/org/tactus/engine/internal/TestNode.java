// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.tactus.api.Latency;
import org.tactus.api.MediaFormat;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Preparation;
import org.tactus.api.node.StateLayout;
import org.tactus.api.processor.Processor;

/** A processor whose behaviour a test sets and whose life it counts. */
class TestNode implements Processor {

  /** What a node does to get ready, and may refuse. */
  interface Preparing {
    void prepare(Preparation preparation) throws RefusedException;
  }

  /** How a node agrees on formats. */
  interface Negotiating {
    List<MediaFormat> negotiate(List<MediaFormat> inputs) throws RefusedException;
  }

  Consumer<Cycle> work = _ -> {};
  Preparing preparing = _ -> {};
  Negotiating negotiating = formats -> Processor.super.negotiate(formats);
  Runnable releasing = () -> {};
  StateLayout layout = StateLayout.NONE;
  ToLongFunction<MemorySegment> saving = _ -> 0;
  BiPredicate<Integer, MemorySegment> loading = (_, _) -> false;
  Latency latency = Latency.NONE;
  long tail;
  boolean inPlace;

  Preparation preparation;
  Latency upstream;
  Latency downstream;
  int prepared;
  int released;

  TestNode doing(Consumer<Cycle> newWork) {
    work = newWork;
    return this;
  }

  @Override
  public List<MediaFormat> negotiate(List<MediaFormat> inputs) throws RefusedException {
    return negotiating.negotiate(inputs);
  }

  @Override
  public void prepare(Preparation newPreparation) throws RefusedException {
    preparation = newPreparation;
    prepared++;
    preparing.prepare(newPreparation);
  }

  @Override
  public void process(Cycle cycle) {
    work.accept(cycle);
  }

  @Override
  public void pathLatency(Latency newUpstream, Latency newDownstream) {
    upstream = newUpstream;
    downstream = newDownstream;
  }

  @Override
  public boolean worksInPlace() {
    return inPlace;
  }

  @Override
  public Latency latency() {
    return latency;
  }

  @Override
  public long tail() {
    return tail;
  }

  @Override
  public void release() {
    released++;
    releasing.run();
  }

  @Override
  public StateLayout stateLayout() {
    return layout;
  }

  @Override
  public long saveState(MemorySegment target) {
    return saving.applyAsLong(target);
  }

  @Override
  public boolean loadState(int version, MemorySegment source) {
    return loading.test(version, source);
  }
}
