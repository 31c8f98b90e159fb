// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.tactus.api.RefusedException;

/**
 * The certificates that an operator trusts. Immutable.
 *
 * @param certificates of signers or of who vouches for them
 */
record TrustStore(Set<X509Certificate> certificates) {

  TrustStore {
    certificates = Collections.unmodifiableSet(new LinkedHashSet<>(certificates));
  }

  /**
   * Reads a PKCS #12 or JKS file, a PEM or DER file, or every such file of a directory.
   *
   * @param path of the file or directory; nothing is trusted where there is none
   * @param password of the PKCS #12 and JKS files
   * @throws RefusedException if a file cannot be read
   */
  static TrustStore read(Path path, String password) throws RefusedException {
    Set<X509Certificate> certificates = new LinkedHashSet<>();
    try {
      for (Path file : files(path)) {
        certificates.addAll(certificates(file, password));
      }
    } catch (IOException e) {
      throw new RefusedException(
          "The trust store " + path + " cannot be read (" + e.getMessage() + "): mend it.", e);
    }
    return new TrustStore(certificates);
  }

  private static List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return Files.exists(path) ? List.of(path) : List.of();
    }
    try (Stream<Path> list = Files.list(path)) {
      return list.filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    }
  }

  private static List<X509Certificate> certificates(Path file, String password)
      throws RefusedException {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    try {
      List<X509Certificate> certificates =
          name.endsWith(".p12") || name.endsWith(".pfx") || name.endsWith(".jks")
              ? keyStore(file, password)
              : plain(file);
      if (certificates.isEmpty()) {
        throw new RefusedException(
            "The file " + file + " holds no trusted certificate: take it out of the trust store.");
      }
      return certificates;
    } catch (GeneralSecurityException | IOException e) {
      throw new RefusedException(
          "The file "
              + file
              + " in the trust store cannot be read ("
              + e.getMessage()
              + "): take it out, or see that trust.password is right.",
          e);
    }
  }

  private static List<X509Certificate> keyStore(Path file, String password)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(file.toFile(), password.toCharArray());
    List<X509Certificate> certificates = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      if (store.isCertificateEntry(alias)
          && store.getCertificate(alias) instanceof X509Certificate certificate) {
        certificates.add(certificate);
      }
    }
    return certificates;
  }

  private static List<X509Certificate> plain(Path file)
      throws GeneralSecurityException, IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        certificates.add((X509Certificate) certificate);
      }
    }
    return certificates;
  }
}
