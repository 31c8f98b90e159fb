// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.api.RefusedException;
import org.tactus.deploy.Signature;
import org.tactus.deploy.Signature.Status;

/** Jars signed well and badly, with keys made by the platform's own keytool. */
class SignatureCheckTest {
  private static final String PASSWORD = "changeit";

  @TempDir static Path keys;
  private static KeyStore store;

  @TempDir Path directory;

  @BeforeAll
  static void makeKeys() throws Exception {
    key("ca", "CN=Authority", "-ext", "bc:c");
    key("vendor", "CN=Vendor", "-signer", "ca", "-ext", "eku=codeSigning");
    key("web", "CN=Web", "-signer", "ca", "-ext", "eku=serverAuth");
    key("old", "CN=Old", "-signer", "ca", "-startdate", "2020/01/01 00:00:00", "-validity", "365");
    key("self", "CN=Self");
    store = KeyStore.getInstance(keys.resolve("k.p12").toFile(), PASSWORD.toCharArray());
  }

  private static void key(String alias, String name, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-J-XX:+UseSerialGC",
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                alias,
                "-dname",
                name,
                "-keystore",
                keys.resolve("k.p12").toString(),
                "-storepass",
                PASSWORD));
    command.addAll(Arrays.asList(more));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(keys.resolve("keytool.log").toFile())
            .start();
    assertEquals(0, process.waitFor(), () -> read(keys.resolve("keytool.log")));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static Certificate certificate(String alias) throws Exception {
    return store.getCertificate(alias);
  }

  private Path unsigned() throws IOException {
    return VendorJar.of("com.example.tone", "1.0.0", "tone")
        .with("data.txt", "data".getBytes(StandardCharsets.UTF_8))
        .write(directory.resolve("unsigned.jar"));
  }

  private Path sign(Path jar, String alias, String name) throws Exception {
    Path signed = directory.resolve(name);
    JarSigner signer =
        new JarSigner.Builder(
                (PrivateKey) store.getKey(alias, PASSWORD.toCharArray()),
                CertificateFactory.getInstance("X.509")
                    .generateCertPath(Arrays.asList(store.getCertificateChain(alias))))
            .signerName(alias)
            .build();
    try (ZipFile zip = new ZipFile(jar.toFile());
        OutputStream out = Files.newOutputStream(signed)) {
      signer.sign(zip, out);
    }
    return signed;
  }

  private Signature check(Path jar, String... trusted) throws Exception {
    Path trust = Files.createTempDirectory(directory, "trust");
    for (String alias : trusted) {
      Files.writeString(
          trust.resolve(alias + ".pem"),
          "-----BEGIN CERTIFICATE-----\n"
              + Base64.getMimeEncoder().encodeToString(certificate(alias).getEncoded())
              + "\n-----END CERTIFICATE-----\n");
    }
    return new SignatureCheck(TrustStore.read(trust, PASSWORD), Instant.now())
        .check(jar, jar.getFileName().toString());
  }

  private static void assertIs(Status status, String part, Signature signature) {
    assertEquals(status, signature.status(), signature.sentence());
    assertTrue(signature.sentence().contains(part), signature.sentence());
    assertTrue(signature.sentence().lines().count() <= 1, signature.sentence());
  }

  @Test
  void aSignerWhoseAuthorityIsTrusted() throws Exception {
    Signature signature = check(sign(unsigned(), "vendor", "a.jar"), "ca");
    assertIs(Status.TRUSTED, "", signature);
    assertEquals("CN=Vendor", signature.signer());
  }

  @Test
  void aSignerWhoIsTrustedInPerson() throws Exception {
    assertIs(Status.TRUSTED, "", check(sign(unsigned(), "vendor", "a.jar"), "vendor"));
    assertIs(Status.TRUSTED, "", check(sign(unsigned(), "self", "b.jar"), "self"));
  }

  @Test
  void aStranger() throws Exception {
    assertIs(
        Status.UNKNOWN_SIGNER,
        "whose certificate leads to nobody",
        check(sign(unsigned(), "vendor", "a.jar"), "self"));
    assertIs(
        Status.UNKNOWN_SIGNER,
        "who vouches for itself",
        check(sign(unsigned(), "self", "b.jar"), "ca"));
  }

  @Test
  void anEmptyTrustStoreTrustsNobody() throws Exception {
    assertIs(Status.UNKNOWN_SIGNER, "leads to nobody", check(sign(unsigned(), "vendor", "a.jar")));
  }

  @Test
  void nobody() throws Exception {
    assertIs(Status.UNSIGNED, "unsigned.jar is not signed", check(unsigned(), "ca"));
  }

  @Test
  void aCertificateOutOfItsTime() throws Exception {
    assertIs(Status.EXPIRED, "2020-01-01", check(sign(unsigned(), "old", "a.jar"), "ca", "old"));
    assertIs(Status.EXPIRED, "out of its time", check(directory.resolve("a.jar"), "ca"));
  }

  @Test
  void aCertificateForSomethingElse() throws Exception {
    assertIs(Status.UNSUITABLE, "lacks codeSigning", check(sign(unsigned(), "web", "a.jar"), "ca"));
  }

  @Test
  void anEntryThatWasChanged() throws Exception {
    Path jar = sign(unsigned(), "vendor", "a.jar");
    edit(jar, zip -> Files.writeString(zip.getPath("data.txt"), "other"));
    assertIs(Status.TAMPERED, "is not what was signed", check(jar, "ca"));
  }

  @Test
  void anEntryThatWasRemoved() throws Exception {
    Path jar = sign(unsigned(), "vendor", "a.jar");
    edit(jar, zip -> Files.delete(zip.getPath("data.txt")));
    assertIs(Status.TAMPERED, "lacks data.txt", check(jar, "ca"));
  }

  @Test
  void anEntryThatWasAdded() throws Exception {
    Path jar = sign(unsigned(), "vendor", "a.jar");
    edit(jar, zip -> Files.writeString(zip.getPath("more.txt"), "more"));
    assertIs(Status.PARTIAL, "not its entry more.txt", check(jar, "ca"));
  }

  @Test
  void aManifestThatWasChanged() throws Exception {
    Path jar = sign(unsigned(), "vendor", "a.jar");
    edit(
        jar,
        zip -> {
          Path manifest = zip.getPath("META-INF/MANIFEST.MF");
          Files.writeString(
              manifest, Files.readString(manifest).replace("X-Fault: NONE", "X-Fault: HOOK"));
        });
    assertIs(Status.TAMPERED, "is not what was signed", check(jar, "ca"));
  }

  @Test
  void aSignatureWithoutItsBlock() throws Exception {
    Path jar = sign(unsigned(), "vendor", "a.jar");
    edit(jar, zip -> Files.delete(zip.getPath("META-INF/VENDOR.EC")));
    assertIs(Status.UNSIGNED, "counts for nothing", check(jar, "ca"));
  }

  @Test
  void aTrustStoreOfThePlatform() throws Exception {
    Path file = directory.resolve("trust.p12");
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("ca", certificate("ca"));
    try (OutputStream out = Files.newOutputStream(file)) {
      trust.store(out, PASSWORD.toCharArray());
    }
    assertEquals(1, TrustStore.read(file, PASSWORD).certificates().size());
    assertThrows(RefusedException.class, () -> TrustStore.read(file, "wrong"));
    assertEquals(0, TrustStore.read(directory.resolve("absent"), PASSWORD).certificates().size());
    Path text = Files.writeString(directory.resolve("text.pem"), "no certificate");
    assertThrows(RefusedException.class, () -> TrustStore.read(text, PASSWORD));
  }

  @Test
  void thePolicyDecides() throws Exception {
    Path instance = Files.createDirectory(directory.resolve("instance"));
    Path trust = Files.createDirectories(instance.resolve("config/trust"));
    Files.write(trust.resolve("ca.crt"), certificate("ca").getEncoded());
    Path good = sign(unsigned(), "vendor", "good.jar");
    Path bad = unsigned();
    try (Host host = new Host(instance)) {
      host.settings = Host.with(host.settings, SignaturePolicy.REQUIRE, List.of());
      RefusedException refused =
          assertThrows(RefusedException.class, () -> host.deployments.deploy(null, bad, "bad.jar"));
      assertEquals("unsigned.jar is not signed: sign it with jarsigner.", refused.getMessage());
      assertEquals(
          Status.TRUSTED, host.deployments.deploy(null, good, "good.jar").signature().status());
      host.settings = Host.with(host.settings, SignaturePolicy.WARN, List.of());
      assertEquals(
          List.of("unsigned.jar is not signed: sign it with jarsigner."),
          host.deployments.deploy(null, bad, "bad.jar").warnings());
      host.settings = Host.with(host.settings, SignaturePolicy.OFF, List.of());
      assertEquals(
          Status.NOT_CHECKED, host.deployments.deploy(null, good, "good.jar").signature().status());
      host.settings = Host.with(host.settings, SignaturePolicy.WARN, List.of());
      host.deployments.deploy(null, bad, "bad.jar");
    }
  }

  /** What changes a jar. */
  private interface Edit {
    void apply(FileSystem zip) throws IOException;
  }

  private static void edit(Path jar, Edit edit) throws IOException {
    Path copy = jar.resolveSibling("edited");
    Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
    try (FileSystem zip = FileSystems.newFileSystem(copy, Map.of("create", "false"))) {
      edit.apply(zip);
    }
    Files.move(copy, jar, StandardCopyOption.REPLACE_EXISTING);
  }
}
