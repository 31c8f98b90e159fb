// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.Direction;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.device.EndPreference;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;

/** WAV files as sources and sinks. */
@Component
public final class FileProvider implements DeviceProvider {

  private static final String PATH = "path";
  private static final String LOOP = "loop";
  private static final String FORMAT = "format";
  private static final String DITHER = "dither";
  private static final String TRIM = "trim";

  private final OpenFiles openFiles = new OpenFiles();

  @Override
  public String type() {
    return "file";
  }

  @Override
  public String description() {
    return "A WAV file: at the head of a chain it is read, at its end it is written and replaces"
        + " what was there.";
  }

  @Override
  public List<Option> options() {
    return List.of(
        Option.path(PATH, "The WAV file.").asRequired(),
        Option.toggle(LOOP, "A source starts again when it has ended, without a gap."),
        Option.choice(
            FORMAT,
            "The samples that a sink writes.",
            "float32",
            "float64",
            "pcm8",
            "pcm16",
            "pcm24",
            "pcm32"),
        Option.toggle(
            DITHER, "A sink adds triangular noise of one step before it rounds to integers."),
        Option.toggle(
                TRIM,
                "A sink leaves out the frames that the latency before it put in front, so that a"
                    + " recording lines up with its source.")
            .orElse(Boolean.TRUE));
  }

  @Override
  public EndPreference preference(Direction direction, Options options) throws RefusedException {
    return direction == Direction.OUTPUT
        ? new EndPreference(Rational.of(header(options).rate()), 0, false)
        : EndPreference.ANY;
  }

  @Override
  public DeviceEnd open(EndRequest request) throws RefusedException {
    return request.direction() == Direction.OUTPUT ? source(request) : sink(request);
  }

  private DeviceEnd source(EndRequest request) throws RefusedException {
    Options options = request.options();
    String name = options.text(PATH);
    WavFile wav = header(options);
    if (!request.rate().equals(Rational.of(wav.rate()))) {
      throw new RefusedException(
          "file '%s' has a rate of %d Hz and the pipeline one of %s; let the pipeline have the"
                  .formatted(name, wav.rate(), request.rate())
              + " file's or convert the file with sox or ffmpeg");
    }
    boolean isLooping = options.toggle(LOOP);
    if (isLooping && wav.frames() == 0) {
      throw new RefusedException(
          "file '" + name + "' holds no frames and cannot loop; leave out loop=true");
    }
    return new FileSource(openFiles, path(name), name, wav, isLooping);
  }

  private DeviceEnd sink(EndRequest request) throws RefusedException {
    Options options = request.options();
    String name = options.text(PATH);
    if (options.toggle(LOOP)) {
      throw new RefusedException(
          "file '" + name + "' is written here and cannot loop; leave out loop=true");
    }
    Path path = path(name);
    Path folder = path.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new RefusedException(
          "file '" + name + "' has no folder to be in; create folder '" + folder + "'");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new RefusedException(
          "file '" + name + "' is a folder or a device; give a file to write to");
    }
    return new FileSink(
        openFiles,
        path,
        name,
        new FileSink.Settings(
            SampleFormat.valueOf(options.text(FORMAT).toUpperCase(Locale.ROOT)),
            options.toggle(DITHER),
            options.toggle(TRIM),
            WavFileWriter.MAXIMUM_RIFF));
  }

  private static WavFile header(Options options) throws RefusedException {
    String name = options.text(PATH);
    Path path = path(name);
    try {
      if (!Files.exists(path)) {
        throw new NoSuchFileException(name);
      }
      if (!Files.isRegularFile(path)) {
        throw new RefusedException("file '" + name + "' is a folder or a device; give a WAV file");
      }
      try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
        return WavHeaderReader.read(file, name);
      }
    } catch (IOException e) {
      throw new RefusedException(FileErrors.unreadable(name, e), e);
    }
  }

  private static Path path(String name) throws RefusedException {
    try {
      return Path.of(name).toAbsolutePath();
    } catch (InvalidPathException e) {
      throw new RefusedException(
          "file '%s' is no path (%s); check its name"
              .formatted(name.replace('\0', '?'), e.getReason()),
          e);
    }
  }
}
