// SPDX-License-Identifier: Apache-2.0
package org.tactus.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BaselineTest {

  private static final Path BUNDLES = Path.of(System.getProperty("tactus.root"), "bundles");

  @TempDir Path folder;
  private int builds;

  static Stream<Path> modulesWithABaseline() throws IOException {
    try (Stream<Path> modules = Files.list(BUNDLES)) {
      return modules
          .filter(module -> Files.isDirectory(module.resolve("baseline")))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("modulesWithABaseline")
  void thisReleaseBreaksNobody(Path module) throws Exception {
    Path previous = module.resolve("baseline/" + Bundle.read(module).symbolicName().concat(".jar"));
    try (Jar old = new Jar(previous.toFile());
        Jar built = new Jar("built", module.resolve("target/classes").toFile())) {
      List<String> violations = Baseline.violations(old, built);
      assertEquals(List.of(), violations, () -> String.join("\n", violations));
    }
  }

  @Test
  void theVendorsBundlesHaveABaseline() throws IOException {
    assertEquals(
        List.of("api", "testkit"),
        modulesWithABaseline().map(module -> module.getFileName().toString()).toList());
  }

  @Test
  void whatDoesNotChangeIsLeftAlone() throws Exception {
    assertEquals(List.of(), compare("1.0.0", CONSUMER, "1.0.0", CONSUMER));
  }

  @Test
  void aDefaultMethodIsAMinorChange() throws Exception {
    String wider = CONSUMER.replace("}", "default int more() { return 1; } }");
    assertEquals(
        List.of("p changed and is still 1.0.0: put @Version(\"1.1.0\") on its package-info."),
        compare("1.0.0", CONSUMER, "1.0.0", wider));
    assertEquals(List.of(), compare("1.0.0", CONSUMER, "1.1.0", wider));
  }

  @Test
  void anAbstractMethodBreaksThoseWhoImplement() throws Exception {
    String wider = CONSUMER.replace("}", "int more(); }");
    List<String> violations =
        List.of(
            "p breaks who compiled against 1.0.0: p.Vendor { + more() };"
                + " a minor release breaks nobody.");
    assertEquals(violations, compare("1.0.0", CONSUMER, "1.1.0", wider));
    assertEquals(violations, compare("1.0.0", CONSUMER, "2.0.0", wider));
  }

  @Test
  void anAbstractMethodOfTheHostsIsAMinorChange() throws Exception {
    String provider = CONSUMER.replace("ConsumerType", "ProviderType");
    String wider = provider.replace("}", "int more(); }");
    assertEquals(List.of(), compare("1.0.0", provider, "1.1.0", wider));
  }

  @Test
  void aPackageThatIsGoneBreaksThoseWhoImportIt() throws Exception {
    try (Jar old = bundle("1.0.0", CONSUMER);
        Jar built = bundle(CONSUMER, "Private-Package", "p")) {
      assertEquals(
          List.of("p is no longer exported: a minor release breaks nobody."),
          Baseline.violations(old, built));
    }
  }

  @Test
  void aMethodThatIsGoneBreaksThoseWhoCall() throws Exception {
    assertEquals(
        List.of(
            "p breaks who compiled against 1.0.0: p.Vendor { - old() };"
                + " a minor release breaks nobody."),
        compare("1.0.0", CONSUMER, "1.1.0", CONSUMER.replace("void old();", "")));
  }

  private static final String CONSUMER =
      "@org.osgi.annotation.versioning.ConsumerType public interface Vendor { void old(); }";

  private List<String> compare(
      String previousVersion, String previous, String currentVersion, String current)
      throws Exception {
    try (Jar old = bundle(previousVersion, previous);
        Jar built = bundle(currentVersion, current)) {
      return Baseline.violations(old, built);
    }
  }

  /** A bundle that exports the package p with one type in it. */
  private Jar bundle(String version, String type) throws Exception {
    return bundle(type, "Export-Package", "p;version=" + version);
  }

  private Jar bundle(String type, String header, String packages) throws Exception {
    Path root = Files.createDirectories(folder.resolve("b" + builds++));
    Path source = Files.writeString(root.resolve("Vendor.java"), "package p; " + type);
    Path classes = Files.createDirectory(root.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
      boolean compiled =
          compiler
              .getTask(
                  messages, files, null, options, null, files.getJavaFileObjects(source.toFile()))
              .call();
      assertEquals(true, compiled, messages::toString);
    }
    Builder builder = new Builder();
    builder.setClasspath(new ArrayList<File>(List.of(classes.toFile())));
    builder.setProperty("Bundle-SymbolicName", "b");
    builder.setProperty(header, packages);
    Jar jar = builder.build();
    assertEquals(List.of(), builder.getErrors());
    return jar;
  }
}
