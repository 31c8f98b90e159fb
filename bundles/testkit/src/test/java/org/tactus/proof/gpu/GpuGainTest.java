// SPDX-License-Identifier: Apache-2.0
package org.tactus.proof.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.accelerator.Accelerator;
import org.tactus.api.accelerator.AcceleratorInfo;
import org.tactus.api.accelerator.AcceleratorProvider;
import org.tactus.api.accelerator.LatePolicy;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.parameter.Meter;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;
import org.tactus.testkit.Allocation;
import org.tactus.testkit.TestCycle;
import org.tactus.testkit.TestPreparation;

@Timeout(30)
class GpuGainTest {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** What a vendor of accelerators registers. */
  private record Provider(SlowAccelerator accelerator) implements AcceleratorProvider {

    @Override
    public String type() {
      return "slow";
    }

    @Override
    public List<AcceleratorInfo> accelerators() {
      return List.of(accelerator.info());
    }

    @Override
    public Accelerator open(String id) throws RefusedException {
      if (!id.equals("slow:0")) {
        throw new RefusedException("there is no accelerator '" + id + "'; give slow:0");
      }
      return accelerator;
    }
  }

  /** What a vendor of the filter registers; it takes the provider as a service. */
  private record Factory(AcceleratorProvider provider) implements ProcessorFactory {

    private static final ProcessorType TYPE =
        ProcessorType.of("gpu-gain", "1.0.0", "Doubles on an accelerator")
            .withOptions(
                Option.text("device", "The accelerator").orElse("slow:0"),
                Option.choice(
                    "late", "What to do when it is late", "wait", "last_good", "cpu_twin"))
            .withMeters(new Meter("late", "Cycles in which the accelerator was late", ""));

    @Override
    public ProcessorType type() {
      return TYPE;
    }

    @Override
    public Processor create(Options options) throws RefusedException {
      return new GpuGain(
          provider.open(options.text("device")),
          LatePolicy.valueOf(options.text("late").toUpperCase(Locale.ROOT)));
    }
  }

  private final SlowAccelerator accelerator = new SlowAccelerator();
  private final TestCycle cycle =
      TestCycle.of(Rational.of(48_000), 64)
          .audioIn(ChannelLayout.MONO)
          .audioOut(ChannelLayout.MONO)
          .meters(Factory.TYPE.meters())
          .build();

  private Processor start(String late) throws RefusedException {
    Processor processor =
        new Factory(new Provider(accelerator))
            .create(Options.of(Map.of("device", "slow:0", "late", late)));
    processor.prepare(new TestPreparation(Rational.of(48_000), 64));
    return processor;
  }

  private float process(Processor processor, float value, long nanosToDeadline) {
    cycle.begin();
    for (int i = 0; i < 64; i++) {
      cycle.audioIn(0).set(0, i, value);
    }
    cycle.setDeadline(System.nanoTime() + nanosToDeadline);
    processor.process(cycle);
    return cycle.audioOut(0).get(0, 63);
  }

  @Test
  void computesOnTheAcceleratorInTime() throws RefusedException {
    Processor processor = start("cpu_twin");
    assertEquals(6, process(processor, 3, 10 * NANOS_PER_SECOND));
    assertTrue(Double.isNaN(cycle.meters().value("late")));
    processor.release();
    assertEquals(0, accelerator.openQueues());
  }

  @Test
  void theTwinTakesOverAndGivesBack() throws RefusedException {
    Processor processor = start("cpu_twin");
    accelerator.stall();
    assertEquals(8, process(processor, 4, 1_000_000));
    assertEquals(10, process(processor, 5, 1_000_000), "while the first is still under way");
    assertEquals(2, cycle.meters().value("late"));
    accelerator.goOn();
    assertEquals(12, process(processor, 6, 10 * NANOS_PER_SECOND));
    assertEquals(2, cycle.meters().value("late"));
    processor.release();
  }

  @Test
  void theLastGoodResultIsRepeated() throws RefusedException {
    Processor processor = start("last_good");
    assertEquals(2, process(processor, 1, 10 * NANOS_PER_SECOND));
    accelerator.stall();
    assertEquals(2, process(processor, 50, 1_000_000));
    assertEquals(2, process(processor, 60, 1_000_000));
    accelerator.goOn();
    assertEquals(14, process(processor, 7, 10 * NANOS_PER_SECOND));
    processor.release();
  }

  @Test
  void waitingIsLateButRight() throws Exception {
    Processor processor = start("wait");
    accelerator.stall();
    Thread helper =
        Thread.ofPlatform()
            .start(() -> {
              LockSupport.parkNanos(20_000_000);
              accelerator.goOn();
            });
    assertEquals(18, process(processor, 9, 1_000_000));
    assertTrue(System.nanoTime() > cycle.deadline(), "it was late");
    assertTrue(Double.isNaN(cycle.meters().value("late")));
    helper.join();
    processor.release();
  }

  @Test
  void aLostAcceleratorHangsNobody() throws RefusedException {
    Processor processor = start("wait");
    accelerator.lose();
    assertEquals(22, process(processor, 11, 1_000_000));
    assertEquals(1, cycle.meters().value("late"));
    processor.release();
  }

  @Test
  void refusalsNameTheRemedy() {
    Options none = Options.of(Map.of("device", "slow:9", "late", "wait"));
    RefusedException device =
        assertThrows(
            RefusedException.class, () -> new Factory(new Provider(accelerator)).create(none));
    assertEquals("there is no accelerator 'slow:9'; give slow:0", device.getMessage());
    assertThrows(
        RefusedException.class,
        () -> accelerator.kernel("ptx", MemorySegment.ofArray(new byte[1]), "scale"));
  }

  @Test
  void submittingAllocatesNothing() throws RefusedException {
    Processor processor = start("cpu_twin");
    cycle.setDeadline(System.nanoTime() + 100 * NANOS_PER_SECOND);
    assertEquals(0, Allocation.bytes(300, () -> processor.process(cycle.begin())));
    processor.release();
  }
}
