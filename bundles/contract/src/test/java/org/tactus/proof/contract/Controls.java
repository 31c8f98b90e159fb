// SPDX-License-Identifier: Apache-2.0
package org.tactus.proof.contract;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tactus.api.MediaFormat;
import org.tactus.api.MediaKind;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.event.EventReader;
import org.tactus.api.node.Contract;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;
import org.tactus.api.node.Preparation;
import org.tactus.api.node.StateLayout;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/** For each check a processor that breaks what it asks. */
final class Controls {

  static final List<Object> LEAKED = new ArrayList<>();
  static float sharedByAll;

  private final Map<String, ProcessorFactory> byCheck = new HashMap<>();

  private Controls() {}

  static Map<String, ProcessorFactory> all() {
    Controls controls = new Controls();
    controls.descriptors();
    controls.behaviour();
    controls.sameness();
    controls.conduct();
    controls.replacement();
    return controls.byCheck;
  }

  /** A factory of a plain type. */
  record Factory(
      ProcessorType type, List<Port> inputsAndOutputs, Function<Options, Processor> maker)
      implements ProcessorFactory {

    @Override
    public List<Port> ports(Options options) {
      return inputsAndOutputs;
    }

    @Override
    public Processor create(Options options) {
      return maker.apply(options);
    }
  }

  static ProcessorType plain() {
    return ProcessorType.of("bad", "1.0.0", "Breaks one rule");
  }

  static ProcessorFactory factory(ProcessorType type, Function<Options, Processor> maker) {
    return new Factory(type, List.of(Port.audioInput("in"), Port.audioOutput("out")), maker);
  }

  private void control(String check, ProcessorType type, Function<Options, Processor> maker) {
    byCheck.put(check, factory(type, maker));
  }

  private void control(String check, Function<Options, Processor> maker) {
    control(check, plain(), maker);
  }

  private void descriptors() {
    control(
        "type.descriptor",
        plain()
            .withOptions(Option.number("db", "Gain", 0, 1).orElse(0.0))
            .withParameters(Parameter.number("db", "Gain", "dB", 0, 1, 0)),
        _ -> new Copying());
    control(
        "parameter.descriptors",
        plain().withParameters(Parameter.number("f", "F", "Hz", 0, Float.POSITIVE_INFINITY, 0)),
        _ -> new Copying());
    control(
        "option.descriptors",
        plain().withOptions(Option.integer("n", "How many", 1, 8).orElse(9L)),
        _ -> new Copying());
    control(
        "contract.descriptor", plain().withContract(new Contract(-1, 0, 0)), _ -> new Copying());
    byCheck.put(
        "ports.descriptor",
        new Factory(
            plain(),
            List.of(Port.audioInput("in"), Port.audioInput("in"), Port.audioOutput("out")),
            _ -> new Copying()));
  }

  private void behaviour() {
    Processor only = new Copying();
    control("life.cycle", _ -> only);
    control(
        "format.usual",
        _ ->
            new Copying() {
              @Override
              public List<MediaFormat> negotiate(List<MediaFormat> inputs) {
                if (((AudioFormat) inputs.getFirst()).channels() == 1) {
                  throw new IllegalStateException("mono");
                }
                return inputs;
              }
            });
    control(
        "refusal.options",
        plain().withOptions(Option.path("file", "A file to read")),
        options -> {
          try {
            if (options.has("file")) {
              Files.readAllBytes(Path.of(options.text("file")));
            }
            return new Copying();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    control(
        "refusal.memory",
        _ ->
            new Copying() {
              @Override
              public void prepare(Preparation preparation) {
                try {
                  preparation.allocate(64, 64);
                } catch (RefusedException e) {
                  preparation.host().warn(e.getMessage());
                }
              }
            });
    control(
        "input.untouched",
        _ ->
            new Copying() {
              @Override
              public void process(Cycle cycle) {
                super.process(cycle);
                cycle.audioIn(0).channel(0).setAtIndex(JAVA_FLOAT, 0, 0);
              }
            });
    control(
        "output.complete",
        _ ->
            new Copying() {
              @Override
              public void process(Cycle cycle) {
                if (!cycle.audioIn(0).isSilent()) {
                  super.process(cycle);
                }
              }
            });
    control("output.finite", _ -> new Mapping(x -> 1 / x));
    control(
        "silence.honest",
        _ ->
            new Copying() {
              @Override
              public void process(Cycle cycle) {
                super.process(cycle);
                cycle.audioOut(0).setSilent(true);
              }
            });
    control(
        "latency.declared",
        _ ->
            new Averaging() {
              private final float[][] line = new float[64][64];
              private long at;

              @Override
              public void process(Cycle cycle) {
                for (int channel = 0; channel < last.length; channel++) {
                  for (int i = 0; i < cycle.frames(); i++) {
                    float[] ring = line[channel];
                    int slot = (int) ((at + i) % 64);
                    MemorySegment in = cycle.audioIn(0).channel(channel);
                    cycle.audioOut(0).channel(channel).setAtIndex(JAVA_FLOAT, i, ring[slot]);
                    ring[slot] = in.getAtIndex(JAVA_FLOAT, i);
                  }
                }
                at += cycle.frames();
              }

              @Override
              public long tail() {
                return 0;
              }
            });
  }

  private void sameness() {
    control(
        "format.channels",
        _ ->
            new Copying() {
              private final float[] peaks = new float[8];

              @Override
              public void process(Cycle cycle) {
                super.process(cycle);
                peaks[cycle.audioIn(0).channels() - 1] = 1;
              }
            });
    control(
        "format.rates",
        _ ->
            new Copying() {
              @Override
              public void prepare(Preparation preparation) {
                if (preparation.rate().denominator() != 1) {
                  throw new ArithmeticException("not a whole rate");
                }
              }
            });
    control(
        "format.periods",
        _ ->
            new Copying() {
              @Override
              public void process(Cycle cycle) {
                for (int channel = 0; channel < cycle.audioIn(0).channels(); channel++) {
                  MemorySegment.copy(
                      cycle.audioIn(0).channel(channel),
                      0,
                      cycle.audioOut(0).channel(channel),
                      0,
                      cycle.frames() / 4 * 4L * Float.BYTES);
                }
              }
            });
    control(
        "position.any",
        _ ->
            new Copying() {
              private final float[] table = new float[16];

              @Override
              public void process(Cycle cycle) {
                super.process(cycle);
                table[(int) cycle.position() % 16] = 1;
              }
            });
    control(
        "blocks.same",
        _ ->
            new Averaging() {
              private int cycles;

              @Override
              public void process(Cycle cycle) {
                cycles++;
                super.process(cycle);
              }

              @Override
              float step(float y, float x) {
                return x / cycles;
              }
            });
    control("output.repeatable", _ -> new Mapping(x -> x + (float) Math.random() * 1e-3f));
    control(
        "instances.independent",
        _ ->
            new Averaging() {
              @Override
              float step(float y, float x) {
                sharedByAll = super.step(sharedByAll, x);
                return sharedByAll;
              }
            });
    control(
        "parameter.extremes",
        plain().withParameters(Parameter.number("p", "P", "", 0, 1, 0)),
        _ ->
            new Averaging() {
              private float p;

              @Override
              public void process(Cycle cycle) {
                p = cycle.parameters().value(0);
                super.process(cycle);
              }

              @Override
              float step(float y, float x) {
                return x / (1 - p);
              }
            });
    control(
        "parameter.automation",
        plain().withParameters(Parameter.number("p", "P", "", 0, 100, 50)),
        _ ->
            new Copying() {
              private int[] table;

              @Override
              public void prepare(Preparation preparation) {
                table = new int[(int) preparation.initialValue(0) + 1];
              }

              @Override
              public void process(Cycle cycle) {
                super.process(cycle);
                table[(int) cycle.parameters().value(0)]++;
              }
            });
    control(
        "reset.fresh",
        _ ->
            new Averaging() {
              @Override
              public void reset() {
                last[0] = 0;
              }
            });
    control(
        "in-place.honest",
        _ ->
            new Copying() {
              @Override
              public boolean worksInPlace() {
                return true;
              }

              @Override
              public void process(Cycle cycle) {
                for (int channel = 0; channel < cycle.audioIn(0).channels(); channel++) {
                  MemorySegment in = cycle.audioIn(0).channel(channel);
                  MemorySegment out = cycle.audioOut(0).channel(channel);
                  for (int i = 0; i < cycle.frames(); i++) {
                    out.setAtIndex(
                        JAVA_FLOAT,
                        i,
                        in.getAtIndex(JAVA_FLOAT, i)
                            - in.getAtIndex(JAVA_FLOAT, Math.max(0, i - 1)));
                  }
                }
              }
            });
    control(
        "tail.honest",
        _ ->
            new Averaging() {
              @Override
              public long tail() {
                return 0;
              }
            });
    byCheck.put(
        "ports.unlinked",
        new Factory(
            plain(),
            List.of(
                Port.audioInput("in"),
                Port.audioInput("key").asOptional(),
                Port.audioOutput("out")),
            _ ->
                new Copying() {
                  @Override
                  public void prepare(Preparation preparation) {
                    int channels = ((AudioFormat) preparation.inputs().get(1)).channels();
                    preparation.host().warn(channels + " channels");
                  }
                }));
    byCheck.put(
        "events.any",
        new Factory(
            plain(),
            List.of(
                Port.audioInput("in"),
                Port.input("midi", MediaKind.EVENT),
                Port.audioOutput("out")),
            _ ->
                new Copying() {
                  private final int[] velocities = new int[128];

                  @Override
                  public void process(Cycle cycle) {
                    super.process(cycle);
                    EventReader events = cycle.eventsIn(1);
                    for (int i = 0; i < events.size(); i++) {
                      velocities[events.byteAt(i, 1)] = 1;
                    }
                  }
                }));
  }

  private void conduct() {
    control(
        "allocation.none",
        _ ->
            new Copying() {
              private float[] scratch;

              @Override
              public void process(Cycle cycle) {
                scratch = new float[cycle.frames()];
                super.process(cycle);
              }
            });
    control("faults.none", _ -> new Mapped());
    control(
        "blocking.none",
        _ ->
            new Copying() {
              @Override
              public void process(Cycle cycle) {
                super.process(cycle);
                pause();
              }
            });
    control(
        "locks.none",
        _ ->
            new Copying() {
              @Override
              public void process(Cycle cycle) {
                super.process(cycle);
                publish();
              }

              private synchronized void publish() {}
            });
    byCheck.put("classes.linked", new LateClassFactory());
    control(
        "threads.ended",
        _ ->
            new Copying() {
              @Override
              public void prepare(Preparation preparation) {
                Thread thread = new Thread(Controls::pauseForLong, "left behind");
                thread.setDaemon(true);
                thread.start();
              }
            });
    control(
        "files.closed",
        _ ->
            new Copying() {
              @Override
              public void prepare(Preparation preparation) {
                LEAKED.add(open());
              }
            });
    control(
        "budget.kept",
        plain().withContract(new Contract(1, 0, 0)),
        _ -> new Mapping(x -> (float) Math.sin(Math.exp(x))));
    control(
        "denormals.none",
        _ ->
            new Averaging() {
              @Override
              float step(float y, float x) {
                return POLE * y + (1 - POLE) * x;
              }
            });
  }

  static FileChannel open() {
    try {
      return FileChannel.open(Path.of("/proc/self/exe"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void pause() {
    try {
      Thread.sleep(0, 1000);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  static void pauseForLong() {
    try {
      Thread.sleep(15_000);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void replacement() {
    control(
        "state.layout",
        _ ->
            new Averaging() {
              @Override
              public StateLayout stateLayout() {
                return StateLayout.copied(VERSION, 4, 1000);
              }
            });
    control(
        "state.round-trip",
        _ ->
            new Averaging() {
              @Override
              public boolean loadState(int version, MemorySegment source) {
                boolean taken = super.loadState(version, source);
                last[last.length - 1] = 0;
                return taken;
              }
            });
    control(
        "state.refused",
        _ ->
            new Averaging() {
              @Override
              public boolean loadState(int version, MemorySegment source) {
                last[0] = source.getAtIndex(JAVA_FLOAT, 0);
                return version == VERSION;
              }
            });
    control(
        "state.replay",
        _ ->
            new Averaging() {
              @Override
              public StateLayout stateLayout() {
                return StateLayout.replayed(8);
              }

              @Override
              float step(float y, float x) {
                return 0.999f * y + 0.001f * x;
              }
            });
    control(
        "swap.self",
        _ ->
            new Averaging() {
              @Override
              public StateLayout stateLayout() {
                return StateLayout.NONE;
              }
            });
    control(
        "life.endurance",
        _ ->
            new Copying() {
              @Override
              public void prepare(Preparation preparation) {
                LEAKED.add(new byte[4096]);
              }
            });
    control(
        "fuzz.everything",
        _ ->
            new Copying() {
              @Override
              public void process(Cycle cycle) {
                super.process(cycle);
                if (cycle.frames() % 2 == 1 && cycle.audioIn(0).channels() > 2) {
                  throw new IllegalStateException("an odd period and many channels");
                }
              }
            });
  }

  /** Maps a page of a file in every cycle and reads it. */
  private static final class Mapped extends Copying {
    private static final FileChannel FILE = open();

    @Override
    public void process(Cycle cycle) {
      super.process(cycle);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment page = FILE.map(FileChannel.MapMode.READ_ONLY, 0, 4096, arena);
        if (page.get(JAVA_BYTE, 0) == 0) {
          throw new IllegalStateException("not an executable");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  interface Map1 {
    float of(float x);
  }

  /** Sample by sample. */
  static final class Mapping extends Averaging {
    private final Map1 map;

    Mapping(Map1 map) {
      this.map = map;
    }

    @Override
    float step(float y, float x) {
      return map.of(x);
    }
  }
}
