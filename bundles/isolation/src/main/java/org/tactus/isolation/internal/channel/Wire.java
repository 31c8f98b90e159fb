// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal.channel;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
import org.tactus.api.parameter.Meter;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.parameter.Taper;
import org.tactus.api.processor.ProcessorType;

/**
 * Values of the API as bytes. Reading what is no such value is an {@link IOException}, whatever the
 * bytes are; it takes no more memory than a small multiple of them.
 */
public final class Wire {

  /** The most elements of a list. */
  public static final int MAXIMUM_ELEMENTS = 4096;

  /** The longest sentence that is passed on, in characters. */
  private static final int MAXIMUM_SENTENCE = 2000;

  private Wire() {}

  /** Reads one element. */
  @FunctionalInterface
  public interface Reader<T> {
    /** Reads it. */
    T read(DataInputStream in) throws IOException;
  }

  /** Writes one element. */
  @FunctionalInterface
  public interface Writer<T> {
    /** Writes it. */
    void write(DataOutputStream out, T value) throws IOException;
  }

  /** Reads a whole payload: what is left over, or makes no sense, is an error. */
  public static <T> T read(Frame frame, Reader<T> reader) throws IOException {
    DataInputStream in = frame.content();
    T value;
    try {
      value = reader.read(in);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new IOException("The other side sent a value that is none: " + e.getMessage(), e);
    }
    if (in.read() >= 0) {
      throw new IOException("The other side sent more than the message has");
    }
    return value;
  }

  /** Writes a list. */
  public static <T> void writeList(DataOutputStream out, List<T> list, Writer<T> writer)
      throws IOException {
    if (list.size() > MAXIMUM_ELEMENTS) {
      throw new IOException(
          "a list of "
              + list.size()
              + " elements is longer than the "
              + MAXIMUM_ELEMENTS
              + " that an isolated bundle may have");
    }
    out.writeShort(list.size());
    for (T element : list) {
      writer.write(out, element);
    }
  }

  /** Reads a list. */
  public static <T> List<T> readList(DataInputStream in, Reader<T> reader) throws IOException {
    int size = in.readUnsignedShort();
    if (size > MAXIMUM_ELEMENTS) {
      throw new IOException("The other side sent a list that is too long");
    }
    List<T> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(reader.read(in));
    }
    return list;
  }

  /** Writes text of any length that a message has room for. */
  public static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Reads text. */
  public static String readText(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("The other side sent text that is longer than the message");
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  /** Writes a sentence for an operator, cut off where it is far too long for one. */
  public static void writeSentence(DataOutputStream out, String sentence) throws IOException {
    String text = sentence == null ? "no reason given" : sentence;
    writeText(
        out, text.length() > MAXIMUM_SENTENCE ? text.substring(0, MAXIMUM_SENTENCE) + "…" : text);
  }

  private static <E extends Enum<E>> void writeEnum(DataOutputStream out, E value)
      throws IOException {
    out.writeByte(value.ordinal());
  }

  private static <E extends Enum<E>> E readEnum(DataInputStream in, E[] values) throws IOException {
    int ordinal = in.readUnsignedByte();
    if (ordinal >= values.length) {
      throw new IOException("The other side sent a word that is not known");
    }
    return values[ordinal];
  }

  /** Writes the value of an option: a String, Long, Double, Boolean or null. */
  private static void writeValue(DataOutputStream out, Object value) throws IOException {
    switch (value) {
      case null -> out.writeByte(0);
      case String text -> {
        out.writeByte(1);
        writeText(out, text);
      }
      case Boolean bool -> {
        out.writeByte(2);
        out.writeBoolean(bool);
      }
      case Double number -> {
        out.writeByte(3);
        out.writeDouble(number);
      }
      case Float number -> {
        out.writeByte(3);
        out.writeDouble(number);
      }
      case Number number -> {
        out.writeByte(4);
        out.writeLong(number.longValue());
      }
      default ->
          throw new IOException(
              "the value of an option is a "
                  + value.getClass().getSimpleName()
                  + ", not text, a"
                  + " number or a switch");
    }
  }

  private static Object readValue(DataInputStream in) throws IOException {
    return switch (in.readUnsignedByte()) {
      case 0 -> null;
      case 1 -> readText(in);
      case 2 -> in.readBoolean();
      case 3 -> in.readDouble();
      case 4 -> in.readLong();
      default -> throw new IOException("The other side sent a value of no known type");
    };
  }

  /** Writes the options that a node was given. */
  public static void writeOptions(DataOutputStream out, Options options) throws IOException {
    writeList(
        out,
        List.copyOf(new TreeMap<>(options.asMap()).entrySet()),
        (data, entry) -> {
          writeText(data, entry.getKey());
          writeValue(data, entry.getValue());
        });
  }

  /** Reads the options that a node was given. */
  public static Options readOptions(DataInputStream in) throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    int size = in.readUnsignedShort();
    if (size > MAXIMUM_ELEMENTS) {
      throw new IOException("The other side sent a list that is too long");
    }
    for (int i = 0; i < size; i++) {
      values.put(readText(in), readValue(in));
    }
    return Options.of(values);
  }

  /** Writes a port. */
  public static void writePort(DataOutputStream out, Port port) throws IOException {
    writeText(out, port.name());
    writeEnum(out, port.direction());
    writeEnum(out, port.kind());
    out.writeBoolean(port.optional());
  }

  /** Reads a port. */
  public static Port readPort(DataInputStream in) throws IOException {
    return new Port(
        readText(in),
        readEnum(in, Direction.values()),
        readEnum(in, MediaKind.values()),
        in.readBoolean());
  }

  /** Writes a rate. */
  public static void writeRate(DataOutputStream out, Rational rate) throws IOException {
    out.writeLong(rate.numerator());
    out.writeLong(rate.denominator());
  }

  /** Reads a rate. */
  public static Rational readRate(DataInputStream in) throws IOException {
    return new Rational(in.readLong(), in.readLong());
  }

  /** Writes a latency. */
  public static void writeLatency(DataOutputStream out, Latency latency) throws IOException {
    out.writeLong(latency.minimum());
    out.writeLong(latency.maximum());
  }

  /** Reads a latency. */
  public static Latency readLatency(DataInputStream in) throws IOException {
    return new Latency(in.readLong(), in.readLong());
  }

  /** Writes the shape of a state. */
  public static void writeStateLayout(DataOutputStream out, StateLayout layout) throws IOException {
    out.writeInt(layout.version());
    out.writeLong(layout.bytes());
    out.writeLong(layout.costNanos());
    out.writeLong(layout.replayFrames());
  }

  /** Reads the shape of a state. */
  public static StateLayout readStateLayout(DataInputStream in) throws IOException {
    return new StateLayout(in.readInt(), in.readLong(), in.readLong(), in.readLong());
  }

  /**
   * Writes a format, or null.
   *
   * @throws IOException if it is one of packets or pictures
   */
  public static void writeFormat(DataOutputStream out, MediaFormat format) throws IOException {
    switch (format) {
      case null -> out.writeByte(0);
      case AudioFormat audio -> {
        out.writeByte(1);
        writeRate(out, audio.rate());
        out.writeShort(audio.channels());
        for (Channel channel : audio.layout().channels()) {
          writeEnum(out, channel);
        }
      }
      case EventFormat _ -> out.writeByte(2);
      default ->
          throw new IOException(
              "an isolated bundle carries audio and events, not " + format + "; trust it by name");
    }
  }

  /** Reads a format, or null. */
  public static MediaFormat readFormat(DataInputStream in) throws IOException {
    return switch (in.readUnsignedByte()) {
      case 0 -> null;
      case 1 -> {
        Rational rate = readRate(in);
        int count = in.readUnsignedShort();
        if (count > ChannelLayout.MAXIMUM_CHANNELS) {
          throw new IOException("The other side sent a format of " + count + " channels");
        }
        List<Channel> channels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          channels.add(readEnum(in, Channel.values()));
        }
        yield new AudioFormat(rate, new ChannelLayout(channels));
      }
      case 2 -> EventFormat.INSTANCE;
      default -> throw new IOException("The other side sent a format of no known kind");
    };
  }

  /** Reads a list of formats, which may hold null. */
  public static List<MediaFormat> readFormats(DataInputStream in) throws IOException {
    return Collections.unmodifiableList(readList(in, Wire::readFormat));
  }

  /** Writes a type. */
  public static void writeType(DataOutputStream out, ProcessorType type) throws IOException {
    writeText(out, type.name());
    writeText(out, type.version());
    writeText(out, type.description());
    writeList(out, type.options(), Wire::writeOption);
    writeList(out, type.parameters(), Wire::writeParameter);
    writeList(
        out,
        type.meters(),
        (data, meter) -> {
          writeText(data, meter.id());
          writeText(data, meter.name());
          writeText(data, meter.unit());
        });
    out.writeLong(type.contract().fixedNanos());
    out.writeDouble(type.contract().nanosPerFrame());
    out.writeLong(type.contract().allocatedBytes());
    out.writeBoolean(type.closesLoops());
  }

  /** Reads a type. */
  public static ProcessorType readType(DataInputStream in) throws IOException {
    return new ProcessorType(
        readText(in),
        readText(in),
        readText(in),
        readList(in, Wire::readOption),
        readList(in, Wire::readParameter),
        readList(in, data -> new Meter(readText(data), readText(data), readText(data))),
        new Contract(in.readLong(), in.readDouble(), in.readLong()),
        in.readBoolean());
  }

  private static void writeOption(DataOutputStream out, Option option) throws IOException {
    writeText(out, option.id());
    writeEnum(out, option.type());
    writeText(out, option.description());
    writeValue(out, option.defaultValue());
    out.writeBoolean(option.required());
    out.writeDouble(option.minimum());
    out.writeDouble(option.maximum());
    writeList(out, option.choices(), Wire::writeText);
  }

  private static Option readOption(DataInputStream in) throws IOException {
    return new Option(
        readText(in),
        readEnum(in, Option.Type.values()),
        readText(in),
        readValue(in),
        in.readBoolean(),
        in.readDouble(),
        in.readDouble(),
        readList(in, Wire::readText));
  }

  private static void writeParameter(DataOutputStream out, Parameter parameter) throws IOException {
    writeText(out, parameter.id());
    writeText(out, parameter.name());
    writeText(out, parameter.unit());
    out.writeFloat(parameter.minimum());
    out.writeFloat(parameter.maximum());
    out.writeFloat(parameter.defaultValue());
    writeEnum(out, parameter.taper());
    out.writeFloat(parameter.smoothingMillis());
    writeList(out, parameter.labels(), Wire::writeText);
    writeList(
        out, parameter.flags().stream().sorted().toList(), (data, flag) -> writeEnum(data, flag));
  }

  private static Parameter readParameter(DataInputStream in) throws IOException {
    return new Parameter(
        readText(in),
        readText(in),
        readText(in),
        in.readFloat(),
        in.readFloat(),
        in.readFloat(),
        readEnum(in, Taper.values()),
        in.readFloat(),
        readList(in, Wire::readText),
        flags(readList(in, data -> readEnum(data, Parameter.Flag.values()))));
  }

  private static Set<Parameter.Flag> flags(List<Parameter.Flag> flags) {
    return new LinkedHashSet<>(flags);
  }
}
