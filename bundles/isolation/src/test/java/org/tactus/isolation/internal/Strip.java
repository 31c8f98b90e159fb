// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal;

import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.event.EventFormat;
import org.tactus.api.processor.Processor;
import org.tactus.isolation.internal.exchange.BlockSender;
import org.tactus.isolation.vendor.ProbeFactory;
import org.tactus.testkit.Signals;
import org.tactus.testkit.TestCycle;
import org.tactus.testkit.TestPreparation;

/** A probe, isolated or not, that runs on a clock of the test's: noise goes in, output is kept. */
final class Strip {

  static final int PERIOD = 64;
  static final int CHANNELS = 2;
  private static final Rational RATE = Rational.of(48_000);
  private static final AudioFormat FORMAT = AudioFormat.of(RATE, CHANNELS);

  final Processor processor;
  final TestPreparation preparation;
  final TestCycle cycle;
  final float[][] input = Signals.noise(7, CHANNELS, 1 << 16);
  final float[][] output = new float[CHANNELS][1 << 16];
  int frames;

  Strip(Processor processor) throws RefusedException {
    this(processor, 1, 0);
  }

  Strip(Processor processor, float gain, float mischief) throws RefusedException {
    this(processor, gain, mischief, false);
  }

  Strip(Processor processor, float gain, float mischief, boolean freewheeling)
      throws RefusedException {
    this.processor = processor;
    preparation =
        new TestPreparation(RATE, PERIOD)
            .inputs(FORMAT, EventFormat.INSTANCE)
            .outputs(FORMAT, EventFormat.INSTANCE)
            .initialValues(gain, mischief);
    processor.negotiate(preparation.inputs());
    processor.prepare(preparation);
    TestCycle.Builder builder =
        TestCycle.of(RATE, PERIOD)
            .audioIn(FORMAT.layout())
            .eventsIn()
            .audioOut(FORMAT.layout())
            .eventsOut()
            .parameters(new ProbeFactory().type().parameters())
            .meters(new ProbeFactory().type().meters());
    cycle = (freewheeling ? builder.freewheeling() : builder).build();
    cycle.parameters().preset("gain", gain);
  }

  /** One cycle, then time enough for the child. */
  void run() throws InterruptedException {
    runAndLeave();
    if (processor instanceof IsolatedNode node) {
      BlockSender sender = node.sender();
      if (sender != null && sender.submitted() != 0) {
        int block = sender.submitted();
        Bench.await("block " + block, () -> sender.isCompleted(block) || node.sender() != sender);
      }
    }
  }

  /** One cycle. */
  void runAndLeave() {
    cycle.begin();
    cycle.audioIn(0).write(input, frames, PERIOD);
    cycle.eventsIn(1).midi(frames / PERIOD % PERIOD, 0x90, frames / PERIOD % 128, 64);
    processor.process(cycle);
    cycle.audioOut(0).read(output, frames, PERIOD);
    frames += PERIOD;
  }

  void run(int cycles) throws InterruptedException {
    for (int i = 0; i < cycles; i++) {
      run();
    }
  }

  /** Where the output of the last cycle begins. */
  int lastBlock() {
    return frames - PERIOD;
  }

  /** Whether the last block is the input of so many frames before. */
  boolean isDry(int delay) {
    for (int c = 0; c < CHANNELS; c++) {
      for (int i = lastBlock(); i < frames; i++) {
        if (output[c][i] != input[c][i - delay]) {
          return false;
        }
      }
    }
    return true;
  }
}
