// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.runtime.spi.RunRequest;

class PipelineSourceTest {
  @TempDir Path directory;

  private PipelineSource find(String pipeline) throws OperatorException {
    return PipelineSource.find(pipeline, directory, Path.of("/opt/tactus"));
  }

  @Test
  void textWithAParenthesisIsANotation() throws OperatorException {
    assertEquals("a() -> b()", find("a() -> b()").notation());
  }

  @Test
  void fileIsReadAndNamesThePipeline() throws Exception {
    Path file = Files.writeString(directory.resolve("take.one.pipeline"), "a() -> b()\n");
    PipelineSource source = find(file.toString());
    assertEquals("a() -> b()\n", source.notation());
    assertEquals("take.one", source.name());
  }

  @Test
  void storedPipelineGivesWhatTheCommandLineLeavesOpen() throws Exception {
    Files.writeString(
        directory.resolve("org.tactus.pipeline-demo.cfg"),
        "graph = file(\"${tactus.home}/a.wav\") \\\n  -> null()\nrate = 44100\nperiod = 64\n");
    Invocation.Run run = (Invocation.Run) Arguments.parse("run", "demo", "--rate", "96000");
    RunRequest request = find("demo").request(run);
    assertEquals("demo", request.name());
    assertEquals("file(\"/opt/tactus/a.wav\") -> null()", request.notation());
    assertEquals(Optional.of("96000"), request.rate());
    assertEquals(OptionalInt.of(64), request.period());
  }

  @Test
  void whatIsNotThereIsNamed() {
    OperatorException e = assertThrows(OperatorException.class, () -> find("nothing"));
    assertTrue(e.getMessage().contains("'nothing'"), e.getMessage());
  }

  @Test
  void brokenSourcesAreOneSentence() throws IOException {
    Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    Files.writeString(directory.resolve("org.tactus.pipeline-empty.cfg"), "rate = 48000\n");
    Files.writeString(
        directory.resolve("org.tactus.pipeline-odd.cfg"), "graph = a() \nperiod = soon\n");
    Files.writeString(directory.resolve("org.tactus.pipeline-bad.cfg"), "graph = \\u00zz\n");
    for (String name :
        new String[] {
          directory.toString(), directory.resolve("binary").toString(), "empty", "odd", "bad"
        }) {
      OperatorException e = assertThrows(OperatorException.class, () -> find(name));
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }
  }
}
