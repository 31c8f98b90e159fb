// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.util.List;
import org.tactus.api.Direction;
import org.tactus.api.MediaFormat;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.EndRequest;
import org.tactus.contract.internal.DeviceSubject.EndSetup;
import org.tactus.testkit.TestBlock;
import org.tactus.testkit.TestCycle;

/** An end that was opened, prepared and started, and what drives it. */
final class DeviceRig implements AutoCloseable {

  private static final int UNWRITTEN = 0x7FA5_5AA5;

  final EndSetup setup;
  final DeviceEnd end;
  final TestCycle cycle;
  final boolean source;
  private final DeviceSubject subject;
  private final KitPreparation preparation;
  private boolean prepared;
  private boolean started;

  DeviceRig(DeviceSubject subject, EndSetup setup) throws Broken, RefusedException {
    this.subject = subject;
    this.setup = setup;
    source = setup.direction() == Direction.OUTPUT;
    subject.calls("open");
    end =
        subject
            .provider()
            .open(
                new EndRequest(
                    "contract",
                    "node",
                    setup.direction(),
                    setup.options(),
                    setup.rate(),
                    setup.period()));
    if (end == null) {
      throw new Broken("open() gave null; return an end or throw RefusedException");
    }
    preparation =
        new KitPreparation(
            setup.rate(), setup.period(), subject.memory(), KitPreparation.MOST_BYTES);
    try {
      cycle = prepare();
    } catch (RefusedException | RuntimeException | Error | Broken e) {
      close();
      throw e;
    }
  }

  private TestCycle prepare() throws Broken, RefusedException {
    AudioFormat given = AudioFormat.of(setup.rate(), setup.channels());
    subject.calls("negotiate");
    List<MediaFormat> formats = end.negotiate(source ? List.of() : List.of(given));
    boolean fits =
        formats != null
            && (source
                ? formats.size() == 1
                    && formats.getFirst() instanceof AudioFormat audio
                    && audio.rate().equals(setup.rate())
                : formats.isEmpty());
    if (!fits) {
      throw new Broken(
          "negotiate() gave "
              + formats
              + (source
                  ? "; a source gives one format at " + setup.rate() + " Hz"
                  : "; a sink gives an empty list"));
    }
    if (source) {
      preparation.outputs(formats.getFirst());
    } else {
      preparation.inputs(given);
    }
    subject.calls("prepare");
    end.prepare(preparation);
    prepared = true;
    subject.calls("latency");
    if (end.latency() == null) {
      throw new Broken("latency() gave null; return Latency.NONE where there is none");
    }
    subject.calls("start");
    end.start();
    started = true;
    TestCycle.Builder builder = TestCycle.of(setup.rate(), setup.period());
    return source
        ? builder.audioOut(((AudioFormat) formats.getFirst()).layout()).build()
        : builder.audioIn(given.layout()).build();
  }

  /** Runs a cycle of so many frames. */
  void step(Signal signal, int frames) {
    cycle.begin(frames);
    if (source) {
      poison();
    } else {
      fill(signal);
    }
    subject.calls("process");
    end.process(cycle);
  }

  private void poison() {
    TestBlock block = cycle.audioOut(0);
    for (int channel = 0; channel < block.channels(); channel++) {
      for (int frame = 0; frame < block.capacity(); frame++) {
        block.channel(channel).setAtIndex(JAVA_INT, frame, UNWRITTEN);
      }
    }
  }

  private void fill(Signal signal) {
    TestBlock block = cycle.audioIn(0);
    if (signal == Signal.SILENCE) {
      block.clear();
      return;
    }
    for (int channel = 0; channel < block.channels(); channel++) {
      for (int frame = 0; frame < cycle.frames(); frame++) {
        block.set(channel, frame, signal.at(0, channel, cycle.position() + frame));
      }
    }
  }

  /** Asks that what a source gave can be heard. */
  void checkOutput() throws Broken {
    if (!source) {
      return;
    }
    TestBlock block = cycle.audioOut(0);
    for (int channel = 0; channel < block.channels(); channel++) {
      for (int frame = 0; frame < cycle.frames(); frame++) {
        float sample = block.get(channel, frame);
        if (!Float.isFinite(sample)) {
          boolean unwritten = Float.floatToRawIntBits(sample) == UNWRITTEN;
          throw new Broken(
              "frame "
                  + frame
                  + " of channel "
                  + channel
                  + (unwritten ? " was not written" : " is " + sample)
                  + " with "
                  + setup.words()
                  + "; write finite samples, zeros where there is nothing");
        }
        if (block.isSilent() && sample != 0) {
          throw new Broken(
              "the output is declared silent with "
                  + sample
                  + " in it; write zeros, as AudioBlock.clear() does");
        }
      }
    }
  }

  @Override
  public void close() {
    String before = subject.calling();
    if (started) {
      subject.calls("stop");
      end.stop();
    }
    if (prepared) {
      subject.calls("release");
      end.release();
    }
    subject.calls(before);
    preparation.takeBack(preparation.lent());
  }
}
