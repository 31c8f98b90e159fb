// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.tactus.api.Direction;
import org.tactus.api.Latency;
import org.tactus.api.MediaFormat;
import org.tactus.api.MediaKind;
import org.tactus.api.Rational;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.audio.Channel;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.api.event.EventFormat;
import org.tactus.api.node.Contract;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;
import org.tactus.api.node.StateLayout;
import org.tactus.api.packet.PacketFormat;
import org.tactus.api.parameter.Meter;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.parameter.Taper;
import org.tactus.api.processor.ProcessorType;

class WireProperties {

  private static final List<Wire.Reader<?>> READERS =
      List.of(
          Wire::readType,
          Wire::readOptions,
          Wire::readPort,
          Wire::readFormat,
          Wire::readFormats,
          Wire::readLatency,
          Wire::readStateLayout,
          Wire::readRate,
          Wire::readText);

  @Property(seed = "1")
  void aTypeComesBackAsItWas(@ForAll("types") ProcessorType type) throws IOException {
    assertEquals(type, throughTheWire(Wire::writeType, Wire::readType, type));
  }

  @Property(seed = "2")
  void optionsComeBackAsTheyWere(@ForAll("options") Options options) throws IOException {
    assertEquals(options, throughTheWire(Wire::writeOptions, Wire::readOptions, options));
  }

  @Property(seed = "3")
  void portsAndFormatsComeBackAsTheyWere(
      @ForAll("words") String name,
      @ForAll Direction direction,
      @ForAll MediaKind kind,
      @ForAll boolean optional,
      @ForAll @Size(max = 20) List<Channel> channels,
      @ForAll @IntRange(min = 1) int numerator,
      @ForAll @IntRange(min = 1) int denominator)
      throws IOException {
    Port port = new Port(name, direction, kind, optional);
    assertEquals(port, throughTheWire(Wire::writePort, Wire::readPort, port));
    Rational rate = Rational.of(numerator, denominator);
    MediaFormat audio =
        channels.isEmpty() ? null : new AudioFormat(rate, new ChannelLayout(channels));
    List<MediaFormat> formats = Arrays.asList(audio, EventFormat.INSTANCE, null);
    assertEquals(
        formats,
        throughTheWire(
            (out, list) -> Wire.writeList(out, list, Wire::writeFormat),
            Wire::readFormats,
            formats));
    Latency latency = new Latency(Math.min(numerator, denominator), numerator);
    assertEquals(latency, throughTheWire(Wire::writeLatency, Wire::readLatency, latency));
    StateLayout layout = new StateLayout(numerator, denominator, numerator, denominator);
    assertEquals(layout, throughTheWire(Wire::writeStateLayout, Wire::readStateLayout, layout));
  }

  private static <T> T throughTheWire(Wire.Writer<T> writer, Wire.Reader<T> reader, T value)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Frame.of(Message.RESULT, 7, out -> writer.write(out, value))
        .writeTo(new DataOutputStream(bytes));
    Frame frame =
        Frame.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())))
            .orElseThrow();
    assertEquals(Message.RESULT, frame.message());
    assertEquals(7, frame.request());
    return Wire.read(frame, reader);
  }

  /** Whatever comes, it is a value or an IOException: no other throwable, no end of memory. */
  @Property(seed = "4")
  void garbageIsRefused(@ForAll @Size(max = 300) byte[] bytes) {
    Frame frame = new Frame(Message.RESULT, 1, bytes);
    for (Wire.Reader<?> reader : READERS) {
      try {
        Wire.read(frame, reader);
      } catch (IOException e) {
        assertTrue(e.getMessage() == null || !e.getMessage().isBlank());
      }
    }
  }

  /** A type of which one byte is another than was sent. */
  @Property(seed = "5")
  void aFlippedByteIsAValueOrRefused(
      @ForAll("types") ProcessorType type, @ForAll int position, @ForAll byte value)
      throws IOException {
    Frame frame = Frame.of(Message.HELLO, 0, out -> Wire.writeType(out, type));
    byte[] bytes = frame.payload();
    bytes[Math.floorMod(position, bytes.length)] = value;
    try {
      Wire.read(frame, Wire::readType);
    } catch (IOException e) {
      assertTrue(e.getMessage() == null || !e.getMessage().isBlank());
    }
  }

  @Property(seed = "6")
  void aCutOffValueIsRefused(@ForAll("types") ProcessorType type, @ForAll int length)
      throws IOException {
    byte[] whole = Frame.of(Message.HELLO, 0, out -> Wire.writeType(out, type)).payload();
    byte[] part = Arrays.copyOf(whole, Math.floorMod(length, whole.length));
    assertThrows(
        IOException.class, () -> Wire.read(new Frame(Message.HELLO, 0, part), Wire::readType));
  }

  @Property(seed = "7")
  void aStreamOfGarbageEndsInAnErrorOrAnEnd(@ForAll @Size(max = 100) byte[] bytes) {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    try {
      while (Frame.read(in).isPresent()) {
        continue;
      }
      assertEquals(0, in.available());
    } catch (IOException e) {
      assertTrue(!e.getMessage().isBlank());
    }
  }

  @Example
  void noMoreIsTakenThanMayCome() {
    byte[] header = new byte[9 + 100];
    header[0] = 0x7f;
    ByteArrayInputStream stream = new ByteArrayInputStream(header);
    assertThrows(IOException.class, () -> Frame.read(new DataInputStream(stream)));
    assertEquals(100, stream.available(), "a frame of 2 GB is not begun");
  }

  @Example
  void whatIsLeftOverIsRefused() throws IOException {
    Frame frame =
        Frame.of(
            Message.RESULT,
            1,
            out -> {
              Wire.writeText(out, "text");
              out.writeByte(0);
            });
    assertThrows(IOException.class, () -> Wire.read(frame, Wire::readText));
  }

  @Example
  void whatIsTooLongIsNotSent() {
    assertThrows(
        IOException.class,
        () -> Frame.of(Message.RESULT, 1, out -> out.write(new byte[Frame.MAXIMUM_PAYLOAD + 1])));
    assertThrows(
        IOException.class,
        () -> Frame.of(Message.RESULT, 1, out -> Wire.writeFormat(out, packets())));
  }

  private static MediaFormat packets() {
    return new PacketFormat("opus", Rational.of(48_000), null, ByteBuffer.allocate(0));
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(12);
  }

  @Provide
  Arbitrary<Options> options() {
    Arbitrary<Object> values =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(300).asGeneric(),
            Arbitraries.longs().asGeneric(),
            Arbitraries.doubles().asGeneric(),
            Arbitraries.of(true, false).asGeneric());
    return Arbitraries.maps(words(), values)
        .ofMaxSize(8)
        .map(map -> Options.of(new HashMap<>(map)));
  }

  @Provide
  Arbitrary<ProcessorType> types() {
    Arbitrary<Option> option =
        Combinators.combine(words(), Arbitraries.strings().ofMaxLength(50), words())
            .as((id, text, choice) ->
                text.length() % 3 == 0
                    ? Option.choice(id, text, choice, "other")
                    : text.length() % 3 == 1
                        ? Option.number(id, text, -1.5, 1e9).orElse(0.25)
                        : Option.integer(id, text, 0, 9).orElse(3L).asRequired());
    Arbitrary<Parameter> parameter =
        Combinators.combine(words(), words(), Arbitraries.floats().between(0.5f, 10f))
            .as((id, name, value) ->
                name.length() % 2 == 0
                    ? Parameter.toggle(id, name, value > 5)
                    : Parameter.number(id, name, "Hz", 0.25f, 20f, value)
                        .withTaper(Taper.LOGARITHMIC)
                        .withSmoothing(value)
                        .withFlags(Parameter.Flag.EXPERT, Parameter.Flag.NOT_SMOOTH));
    Arbitrary<Meter> meter = Combinators.combine(words(), words(), words()).as(Meter::new);
    return Combinators.combine(
            words(),
            Arbitraries.strings().ofMaxLength(200),
            option.list().ofMaxSize(5),
            parameter.list().ofMaxSize(5),
            meter.list().ofMaxSize(5),
            Arbitraries.longs().between(0, 1_000_000),
            Arbitraries.of(true, false))
        .as((name, text, options, parameters, meters, nanos, loop) ->
            new ProcessorType(
                name,
                "1.2.3",
                text,
                options,
                parameters,
                meters,
                new Contract(nanos, nanos / 7.0, nanos % 2),
                loop));
  }
}
