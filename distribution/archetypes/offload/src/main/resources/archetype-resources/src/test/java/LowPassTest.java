package ${package};

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tactus.api.RefusedException;
import org.tactus.api.accelerator.Accelerator;
import org.tactus.api.accelerator.AcceleratorInfo;
import org.tactus.api.accelerator.AcceleratorProvider;
import org.tactus.api.accelerator.AcceleratorQueue;
import org.tactus.testkit.ProcessorRun;
import org.tactus.testkit.Signals;

class LowPassTest {

  private static final Map<String, Object> LATE_IS_WAITED_FOR = Map.of("f", 1000.0, "late", "wait");

  private static ProcessorRun start(AcceleratorProvider accelerators, Map<String, Object> options)
      throws RefusedException {
    ProcessorRun run = ProcessorRun.of(new LowPassFactory("1.0.0", accelerators), options).start();
    // Test cycles are at a time long past: let none of them be late.
    run.cycle().setDeadline(System.nanoTime() + 60_000_000_000L);
    return run;
  }

  /** A provider whose accelerator is lost before the first cycle. */
  private static final class Lost implements AcceleratorProvider {

    @Override
    public String type() {
      return "lost";
    }

    @Override
    public List<AcceleratorInfo> accelerators() {
      return List.of();
    }

    @Override
    public Accelerator open(String id) throws RefusedException {
      Accelerator accelerator = new WorkerProvider().open(id);
      accelerator.close();
      return accelerator;
    }
  }

  @Test
  void lowPassesAndHighDoesNot() throws RefusedException {
    try (ProcessorRun run = start(new WorkerProvider(), LATE_IS_WAITED_FOR)) {
      int late = (int) run.processor().latency().minimum();
      float[][] low = Signals.sine(100, 0.5, 48_000, 2, 4800);
      float[][] out = run.process(low);
      for (int frame = 1000; frame < 4800; frame++) {
        assertEquals(low[1][frame - late], out[1][frame], 1e-3, "frame " + frame);
      }
    }
    try (ProcessorRun run = start(new WorkerProvider(), LATE_IS_WAITED_FOR)) {
      float[][] out = run.process(Signals.sine(5000, 0.5, 48_000, 2, 4800));
      for (int frame = 1000; frame < 4800; frame++) {
        assertEquals(0, out[0][frame], 1e-4, "frame " + frame);
      }
      assertEquals(0, run.cycle().meters().value("late"));
    }
  }

  @Test
  void theTwinComputesTheSame() throws RefusedException {
    float[][] in = Signals.noise(1, 2, 3000);
    try (ProcessorRun offloaded = start(new WorkerProvider(), LATE_IS_WAITED_FOR);
        ProcessorRun twin = start(new Lost(), Map.of("f", 1000.0))) {
      assertArrayEquals(offloaded.process(in), twin.process(in));
      assertEquals(0, offloaded.cycle().meters().value("late"));
      assertEquals(47, twin.cycle().meters().value("late"));
    }
  }

  @Test
  void aLateAcceleratorIsReplacedForThatCycleAlone() throws RefusedException {
    float[][] in = Signals.noise(2, 2, 640);
    try (ProcessorRun run = start(new WorkerProvider(), Map.of("f", 1000.0));
        ProcessorRun expected = start(new Lost(), Map.of("f", 1000.0))) {
      // A deadline that has passed: nothing can be in time.
      run.cycle().setDeadline(System.nanoTime() - 1_000_000_000L);
      assertArrayEquals(expected.process(in), run.process(in));
      assertEquals(10, run.cycle().meters().value("late"));
      run.cycle().setDeadline(System.nanoTime() + 60_000_000_000L);
      assertArrayEquals(expected.process(in), run.process(in));
    }
  }

  @Test
  void aQueueThatIsFullTakesNoMore() throws Exception {
    try (Accelerator accelerator = new WorkerProvider().open(WorkerProvider.ID)) {
      FirKernel kernel =
          (FirKernel)
              accelerator.kernel(
                  WorkerAccelerator.FORMAT, MemorySegment.NULL, WorkerAccelerator.FIR);
      for (int index = 0; index < FirKernel.COUNT; index++) {
        kernel.set(index, accelerator.buffer(MemorySegment.ofArray(new float[1_000_001])));
      }
      kernel.set(FirKernel.COUNT, 1000);
      try (AcceleratorQueue queue = accelerator.queue(1)) {
        long ticket = queue.submit(kernel, 500_000, 1, 1);
        assertTrue(ticket > 0);
        assertEquals(AcceleratorQueue.NOT_SUBMITTED, queue.submit(kernel, 1, 1, 1));
        assertFalse(queue.await(ticket, System.nanoTime()));
        assertTrue(queue.await(ticket, System.nanoTime() + 60_000_000_000L));
        assertTrue(queue.kernelNanos(ticket) > 0);
        accelerator.close();
        assertEquals(AcceleratorQueue.NOT_SUBMITTED, queue.submit(kernel, 1, 1, 1));
        assertFalse(queue.await(ticket + 1, Long.MAX_VALUE));
      }
    }
  }

  @Test
  void whatItCannotDoIsRefusedInOneSentence() {
    LowPassFactory factory = new LowPassFactory("1.0.0", new WorkerProvider());
    RefusedException refused =
        assertThrows(
            RefusedException.class, () -> ProcessorRun.of(factory, Map.of("taps", 4L)).start());
    assertTrue(refused.getMessage().contains("taps=4"), refused.getMessage());
    assertThrows(
        RefusedException.class,
        () -> ProcessorRun.of(factory, Map.of("f", 15_000.0)).rate(24_000).start());
  }

  @Test
  void aCycleAllocatesNothing() throws RefusedException {
    try (ProcessorRun run = start(new WorkerProvider(), LATE_IS_WAITED_FOR)) {
      assertEquals(0, run.allocatedBytes());
    }
  }
}
