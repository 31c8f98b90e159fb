package ${package};

import org.tactus.api.accelerator.AcceleratorBuffer;
import org.tactus.api.accelerator.Kernel;

/** The program's arguments, as they are set now; a queue takes a copy with every submission. */
final class FirKernel implements Kernel {

  static final int INPUT = 0;
  static final int OUTPUT = 1;
  static final int TAPS = 2;
  static final int COUNT = 3;
  static final int INPUT_STRIDE = 4;
  static final int OUTPUT_STRIDE = 5;

  final AcceleratorBuffer[] buffers = new AcceleratorBuffer[COUNT];
  int count;
  int inputStride;
  int outputStride;

  @Override
  public void set(int index, AcceleratorBuffer buffer) {
    buffers[index] = buffer;
  }

  @Override
  public void set(int index, int value) {
    switch (index) {
      case COUNT -> count = value;
      case INPUT_STRIDE -> inputStride = value;
      case OUTPUT_STRIDE -> outputStride = value;
      default -> throw new IllegalArgumentException("argument " + index + " is no integer");
    }
  }

  @Override
  public void set(int index, float value) {
    throw new IllegalArgumentException("argument " + index + " is no float");
  }

  void copyFrom(FirKernel other) {
    buffers[INPUT] = other.buffers[INPUT];
    buffers[OUTPUT] = other.buffers[OUTPUT];
    buffers[TAPS] = other.buffers[TAPS];
    count = other.count;
    inputStride = other.inputStride;
    outputStride = other.outputStride;
  }

  void run(int frames, int channels) {
    for (int channel = 0; channel < channels; channel++) {
      Fir.run(
          buffers[INPUT].host(),
          (long) channel * inputStride,
          buffers[OUTPUT].host(),
          (long) channel * outputStride,
          buffers[TAPS].host(),
          count,
          frames);
    }
  }

  @Override
  public void close() {
    // There is nothing to give back.
  }
}
