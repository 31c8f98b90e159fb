// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.alsa.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tactus.testkit.Peers;

/** ALSA configuration files that belong to a test. */
final class AlsaConfiguration {

  private static final Path SYSTEM = Path.of("/usr/share/alsa/alsa.conf");

  private AlsaConfiguration() {}

  /** Lets libasound read these definitions after those of the system. */
  static void use(Path folder, String definitions) throws IOException {
    String missing = Peers.missingLibrary("libasound.so.2");
    assumeTrue(missing == null, missing);
    missing = Peers.missing(SYSTEM);
    assumeTrue(missing == null, missing);
    Path file = folder.resolve("asound.conf");
    Files.writeString(file, "<" + SYSTEM + ">\n" + definitions + "\n");
    setEnvironment("ALSA_CONFIG_PATH", file.toString());
  }

  /** Sets a variable where native code looks for it. */
  static void setEnvironment(String name, String value) {
    Linker linker = Linker.nativeLinker();
    MethodHandle setenv =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("setenv"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      int result = (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 1);
      if (result != 0) {
        throw new IllegalStateException("setenv " + name + " failed");
      }
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
