// SPDX-License-Identifier: Apache-2.0
package org.tactus.machine.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/**
 * What Tactus has changed on this machine, with the values from before. The record is on disk
 * before a value is changed, so that the next start can put back what a killed one left.
 */
@Component(service = MachineChanges.class)
public final class MachineChanges {
  static final String FILE = "machine-changes";

  private static final String BOOT = "/proc/sys/kernel/random/boot_id";

  private record Change(Knob knob, String owner, String before, String after) {
    Change with(String value) {
      return new Change(knob, owner, before, value);
    }
  }

  private final KernelFiles files;
  private final Path record;
  private final Logger logger;
  private final Map<String, Change> changes = new LinkedHashMap<>();

  @Activate
  public MachineChanges(
      BundleContext context, @Reference(service = LoggerFactory.class) Logger logger) {
    this(KernelFiles.ofMachine(), recordIn(context.getProperty("tactus.instance")), logger);
  }

  private static Path recordIn(String instance) {
    return instance == null ? null : Path.of(instance, FILE);
  }

  /** Reads the record, if {@code record} is not null, and puts back what it holds. */
  MachineChanges(KernelFiles files, Path record, Logger logger) {
    this.files = files;
    this.record = record;
    this.logger = logger;
    if (record != null && Files.exists(record)) {
      try {
        readRecord();
        restoreAll();
      } catch (IOException e) {
        logger.error(
            "What a former run of Tactus changed on this machine could not be put back from {}: {}",
            record,
            e.getMessage(),
            e);
      }
    }
  }

  private void readRecord() throws IOException {
    List<String> lines = Files.readAllLines(record);
    if (lines.isEmpty() || !lines.getFirst().equals(bootLine())) {
      return;
    }
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split("\t", -1);
      Optional<Knob> knob = fields.length == 4 ? Knob.of(files, fields[0]) : Optional.<Knob>empty();
      if (knob.isEmpty()) {
        logger.warn("{} has a line that is no change of this machine: {}", record, line);
        continue;
      }
      changes.put(fields[0], new Change(knob.get(), fields[1], fields[2], fields[3]));
    }
  }

  private String bootLine() {
    return "boot " + files.read(BOOT).seen();
  }

  /**
   * Sets {@code knob} for {@code owner}, remembering what it was before the first change. Setting
   * what is there already changes nothing.
   *
   * @throws IOException when it cannot be read, recorded or written
   */
  synchronized void set(Knob knob, String owner, String value) throws IOException {
    String now = knob.read().orElseThrow(() -> new IOException(knob.name() + " cannot be read"));
    if (now.equals(value)) {
      return;
    }
    Change former = changes.get(knob.name());
    changes.put(
        knob.name(), former == null ? new Change(knob, owner, now, value) : former.with(value));
    try {
      writeRecord();
      knob.write(value);
    } catch (IOException e) {
      if (former == null) {
        changes.remove(knob.name());
      } else {
        changes.put(knob.name(), former);
      }
      writeRecord();
      throw e;
    }
    // The kernel may print a value in another form than it takes.
    changes.computeIfPresent(knob.name(), (_, change) -> change.with(knob.read().orElse(value)));
    writeRecord();
  }

  /** Puts back what {@code owner} changed. */
  synchronized void restore(String owner) {
    restore(changes.values().stream().filter(change -> change.owner.equals(owner)).toList());
  }

  /** Puts back {@code knob}, if it was changed. */
  synchronized void restore(Knob knob) {
    Change change = changes.get(knob.name());
    if (change != null) {
      restore(List.of(change));
    }
  }

  /** Puts back everything. */
  @Deactivate
  synchronized void restoreAll() {
    restore(new ArrayList<>(changes.values()));
  }

  private void restore(List<Change> some) {
    for (Change change : some.reversed()) {
      changes.remove(change.knob.name());
      Optional<String> now = change.knob.read();
      if (now.isEmpty()) {
        continue;
      }
      if (!now.get().equals(change.after)) {
        logger.warn(
            "{} is {} and no longer {}, as Tactus set it; it stays so",
            change.knob.name(),
            now.get(),
            change.after);
        continue;
      }
      try {
        change.knob.write(change.before);
        logger.info("{} is {} again", change.knob.name(), change.before);
      } catch (IOException e) {
        logger.error(
            "{} could not be put back to {}: {}",
            change.knob.name(),
            change.before,
            e.getMessage());
      }
    }
    try {
      writeRecord();
    } catch (IOException e) {
      logger.error("{} could not be written: {}", record, e.getMessage());
    }
  }

  private void writeRecord() throws IOException {
    if (record == null) {
      return;
    }
    if (changes.isEmpty()) {
      Files.deleteIfExists(record);
      return;
    }
    StringBuilder text = new StringBuilder(bootLine()).append('\n');
    for (Change change : changes.values()) {
      text.append(String.join("\t", change.knob.name(), change.owner, change.before, change.after));
      text.append('\n');
    }
    Files.createDirectories(record.toAbsolutePath().getParent());
    Path next = record.resolveSibling(FILE + ".next");
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, record, StandardCopyOption.ATOMIC_MOVE);
  }
}
