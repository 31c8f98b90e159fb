package ${package};

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tactus.api.RefusedException;
import org.tactus.testkit.ProcessorRun;
import org.tactus.testkit.Signals;

class SoftClipperTest {

  private static ProcessorRun.Setup clipper() {
    return ProcessorRun.of(new SoftClipperFactory("1.0.0"), Map.of());
  }

  @Test
  void aSoftSignalPassesAsLateAsDeclared() throws RefusedException {
    try (ProcessorRun run = clipper().value("ceiling", 0).start()) {
      float[][] in = Signals.sine(1000, 0.001, 48_000, 2, 4800);
      float[][] out = run.process(in);
      int late = (int) run.processor().latency().minimum();
      for (int frame = 100; frame < 4800; frame++) {
        assertEquals(in[0][frame - late], out[0][frame], 2e-6, "frame " + frame);
      }
    }
  }

  @Test
  void theCurveIsSoft() throws RefusedException {
    try (ProcessorRun run = clipper().value("ceiling", 0).start()) {
      float[][] out = run.process(Signals.sine(100, 0.5, 48_000, 2, 4800));
      float peak = 0;
      for (float sample : out[0]) {
        peak = Math.max(peak, sample);
      }
      // 0.5 / sqrt(1 + 0.5²), where a hard clip would leave 0.5
      assertEquals(0.4472, peak, 1e-3);
    }
  }

  @Test
  void noPeakPassesTheCeiling() throws RefusedException {
    try (ProcessorRun run = clipper().value("drive", 36).value("ceiling", -6).start()) {
      float[][] out = run.process(Signals.noise(1, 2, 4800));
      float ceiling = (float) Math.pow(10, -6 / 20.0);
      for (float sample : out[1]) {
        assertTrue(Math.abs(sample) <= ceiling + 1e-6, () -> sample + " is above " + ceiling);
      }
      assertTrue(run.cycle().meters().value("reduction") > 20);
    }
  }

  @Test
  void theOutputDoesNotDependOnThePeriod() throws RefusedException {
    float[][] in = Signals.noise(2, 2, 4000);
    Random lengths = new Random(3);
    try (ProcessorRun whole = clipper().value("drive", 12).period(4000).start();
        ProcessorRun parts = clipper().value("drive", 12).inPlace().start()) {
      assertArrayEquals(whole.process(in), parts.processInParts(() -> 1 + lengths.nextInt(64), in));
    }
  }

  @Test
  void afterItsTailItIsSilent() throws RefusedException {
    try (ProcessorRun run = clipper().start()) {
      float[][] out = run.process(Signals.impulse(2, 128));
      long end = run.processor().latency().maximum() + run.processor().tail();
      for (int frame = (int) end + 1; frame < 128; frame++) {
        assertEquals(0, out[0][frame], "frame " + frame);
      }
      assertTrue(Math.abs(out[0][(int) end]) > 0, "the tail is shorter than declared");
    }
  }

  @Test
  void aSuccessorCarriesOnWhereItsPredecessorWas() throws RefusedException {
    float[][] in = Signals.noise(4, 2, 1280);
    try (Arena arena = Arena.ofConfined();
        ProcessorRun unchanged = clipper().value("drive", 20).start();
        ProcessorRun old = clipper().value("drive", 20).start();
        ProcessorRun successor = clipper().value("drive", 20).start()) {
      float[][] expected = unchanged.process(in);
      old.process(part(in, 0, 640));
      MemorySegment state = arena.allocate(old.processor().stateLayout().bytes(), 64);
      long bytes = old.processor().saveState(state);
      int version = old.processor().stateLayout().version();
      assertTrue(successor.processor().loadState(version, state.asSlice(0, bytes)));
      assertArrayEquals(part(expected, 640, 1280), successor.process(part(in, 640, 1280)));
    }
  }

  @Test
  void aStateThatDoesNotFitIsNotTaken() throws RefusedException {
    try (Arena arena = Arena.ofConfined();
        ProcessorRun stereo = clipper().start();
        ProcessorRun mono = clipper().channels(1).start()) {
      MemorySegment state = arena.allocate(stereo.processor().stateLayout().bytes(), 64);
      long bytes = stereo.processor().saveState(state);
      assertFalse(mono.processor().loadState(1, state), "other channels");
      assertFalse(stereo.processor().loadState(2, state), "another version");
      assertFalse(stereo.processor().loadState(1, state.asSlice(0, bytes - 4)), "cut short");
      state.set(ValueLayout.JAVA_FLOAT, 8, Float.NaN);
      assertFalse(stereo.processor().loadState(1, state), "not a number");
    }
  }

  @Test
  void aCycleAllocatesNothing() throws RefusedException {
    try (ProcessorRun run = clipper().value("drive", 12).start()) {
      run.process(Signals.noise(5, 2, 6400));
      assertEquals(0, run.allocatedBytes());
    }
  }

  private static float[][] part(float[][] signal, int from, int to) {
    return Arrays.stream(signal)
        .map(channel -> Arrays.copyOfRange(channel, from, to))
        .toArray(float[][]::new);
  }
}
