// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.service.log.Logger;
import org.tactus.api.Direction;
import org.tactus.api.Rational;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.DeviceInfo;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.parameter.Meter;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/** Commands on what vendors bring. */
class VendorCommandsTest {
  private int errors;
  private final DeviceCommands devices = new DeviceCommands(logger());
  private final ProcessorCommands processors = new ProcessorCommands();
  private final GogoSession gogo =
      new GogoSession().with("device", devices).with("processor", processors);

  private Logger logger() {
    return (Logger)
        Proxy.newProxyInstance(
            Logger.class.getClassLoader(),
            new Class<?>[] {Logger.class},
            (_, method, _) -> {
              errors += method.getName().equals("error") ? 1 : 0;
              return null;
            });
  }

  @BeforeEach
  void setUp() {
    Rational cd = Rational.of(44_100);
    devices.providers =
        List.of(
            new Provider(
                "sound",
                List.of(
                    new DeviceInfo("hw:0", "Card", Set.of(Direction.values()), 2, List.of(cd)),
                    new DeviceInfo(
                        "hw:1",
                        "Wide card",
                        Set.of(Direction.INPUT),
                        0,
                        IntStream.of(96_000, 8_000, 48_000, 44_100, 22_050)
                            .mapToObj(Rational::of)
                            .toList()))),
            new Provider("disk", List.of()),
            new Provider("broken", null));
    Parameter[] gains =
        IntStream.rangeClosed(1, 3)
            .mapToObj(i -> Parameter.number("db" + i, "Gain of input " + i, "dB", -120, 40, 0))
            .toArray(Parameter[]::new);
    processors.factories =
        List.of(
            factory(
                ProcessorType.of("sum", "1.2.0", "Adds")
                    .withOptions(
                        Option.integer("inputs", "How many", 1, 64).orElse(2L),
                        Option.path("table", "A table").asRequired())
                    .withParameters(gains)
                    .withMeters(new Meter("peak", "Peak", "dBFS"))),
            factory(ProcessorType.of("invert", "1.0.0", "Inverts")));
  }

  @AfterEach
  void close() {
    gogo.close();
  }

  private static ProcessorFactory factory(ProcessorType type) {
    return new ProcessorFactory() {
      @Override
      public ProcessorType type() {
        return type;
      }

      @Override
      public Processor create(Options options) {
        throw new UnsupportedOperationException();
      }
    };
  }

  private record Provider(String type, List<DeviceInfo> present) implements DeviceProvider {
    @Override
    public String description() {
      return "The " + type;
    }

    @Override
    public List<Option> options() {
      return List.of(Option.choice("access", "How to read", "mmap", "copy"));
    }

    @Override
    public List<DeviceInfo> devices() {
      if (present == null) {
        throw new IllegalStateException("out of order");
      }
      return present;
    }

    @Override
    public DeviceEnd open(EndRequest request) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void aBrokenProviderHidesNoOther() throws Exception {
    assertEquals(
        """
        TYPE    DEVICE  USE           CHANNELS  RATES             DESCRIPTION
        broken  -                                                 The broken (its devices could not be listed: java.lang.IllegalStateException: out of order)
        disk    -                                                 The disk
        sound   hw:0    source, sink         2  44100 Hz          Card
        sound   hw:1    sink               any  8000 to 96000 Hz  Wide card\
        """,
        gogo.printed("device:list"));
    assertEquals(1, errors);
  }

  @Test
  void oneTypeShowsItsArguments() throws Exception {
    String text = gogo.printed("device:list disk");
    assertTrue(text.endsWith("access    mmap, copy     mmap  How to read"), text);
  }

  @Test
  void nullIsADeviceLikeAnother() throws Exception {
    devices.providers = List.of(new Provider("null", List.of()));
    assertTrue(gogo.printed("device:list null").startsWith("null: The null"));
  }

  @Test
  void typesAreListedWithAllTheyTake() throws Exception {
    assertEquals(
        """
        TYPE    VERSION  TAKES      NAME    RANGE           DEFAULT  DESCRIPTION
        invert  1.0.0                                                Inverts
        sum     1.2.0                                                Adds
        sum              option     inputs  1 to 64               2  How many
        sum              option     table   a file         required  A table
        sum              parameter  db1..3  -120 to 40 dB      0 dB  Gain of input 1
        sum              (meter)    peak    dBFS                     Peak\
        """,
        gogo.printed("processor:list"));
    assertEquals(2, gogo.printed("processor:list invert").lines().count());
  }

  @Test
  void unknownTypeNamesTheOthers() {
    assertEquals(
        "There is no processor type 'sun': take one of invert, sum, or start the bundle that has"
            + " it.",
        assertThrows(Refusal.class, () -> gogo.run("processor:list sun")).getMessage());
    devices.providers = List.of();
    assertEquals(
        "There is no device type 'sun': start a bundle that has one.",
        assertThrows(Refusal.class, () -> gogo.run("device:list sun")).getMessage());
  }
}
