// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.tactus.deploy.Signature;
import org.tactus.deploy.Signature.Status;

/**
 * Checks the signature of a jar: see "Signed JAR File" in the JAR File Specification, and RFC 5280,
 * section 6, for the certificate's path. Revocation is not asked for, since an audio host may have
 * no network.
 */
final class SignatureCheck {
  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
  private static final String ANY_PURPOSE = "2.5.29.37.0";
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int BUFFER = 1 << 16;

  private final TrustStore trust;
  private final Instant now;

  SignatureCheck(TrustStore trust, Instant now) {
    this.trust = trust;
    this.now = now;
  }

  /**
   * Checks a jar whose size {@link JarReader} has found to be bearable.
   *
   * @param path of the jar
   * @param name what the operator calls it
   */
  Signature check(Path path, String name) {
    try (JarFile jar = new JarFile(path.toFile(), true)) {
      return check(jar, name);
    } catch (SecurityException e) {
      return new Signature(
          Status.TAMPERED,
          "",
          name + " is not what was signed (" + e.getMessage() + "): get it again from its vendor.");
    } catch (IOException e) {
      return new Signature(
          Status.TAMPERED,
          "",
          name + " has a signature that cannot be read (" + e.getMessage() + "): get it again.");
    }
  }

  private Signature check(JarFile jar, String name) throws IOException {
    String unsigned = null;
    Set<CodeSigner> common = null;
    List<String> content = JarReader.contentNames(jar);
    for (String entryName : content) {
      JarEntry entry = jar.getJarEntry(entryName);
      readToItsEnd(jar, entry);
      CodeSigner[] signers = entry.getCodeSigners();
      if (signers == null) {
        unsigned = unsigned == null ? entryName : unsigned;
      } else if (common == null) {
        common = new LinkedHashSet<>(Arrays.asList(signers));
      } else {
        common.retainAll(Arrays.asList(signers));
      }
    }
    if (common == null) {
      return new Signature(Status.UNSIGNED, "", unsigned(jar, name));
    }
    String lacking = lacking(jar.getManifest(), content);
    if (!lacking.isEmpty()) {
      return new Signature(
          Status.TAMPERED,
          "",
          name
              + " lacks "
              + lacking
              + ", which was there when it was signed: get it again from its vendor.");
    }
    if (unsigned != null || common.isEmpty()) {
      return new Signature(
          Status.PARTIAL,
          "",
          unsigned != null
              ? name + " is signed, but not its entry " + unsigned + ": sign the whole jar."
              : name
                  + " is signed by several hands, none of which signed all of it: sign the"
                  + " whole jar.");
    }
    return common.stream()
        .map(signer -> judge(signer, name))
        .min((a, b) -> a.status().compareTo(b.status()))
        .orElseThrow();
  }

  private static String unsigned(JarFile jar, String name) {
    boolean signatureFile =
        jar.stream().anyMatch(entry -> entry.getName().matches("META-INF/[^/]*\\.SF"));
    return signatureFile
        ? name
            + " has a signature that counts for nothing (its algorithm is not accepted, or its"
            + " block is missing): sign it anew."
        : name + " is not signed: sign it with jarsigner.";
  }

  private static void readToItsEnd(JarFile jar, JarEntry entry) throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = jar.getInputStream(entry)) {
      while (in.read(buffer) >= 0) {
        // The verification is in the reading.
      }
    }
  }

  private static String lacking(Manifest manifest, List<String> content) {
    Set<String> there = Set.copyOf(content);
    return manifest.getEntries().entrySet().stream()
        .filter(section ->
            section.getValue().keySet().stream()
                .anyMatch(key -> key.toString().endsWith("-Digest")))
        .map(section -> section.getKey())
        .filter(entry -> !entry.endsWith("/") && !there.contains(entry))
        .sorted()
        .limit(3)
        .collect(Collectors.joining(", "));
  }

  private Signature judge(CodeSigner signer, String name) {
    List<X509Certificate> chain = chain(signer.getSignerCertPath());
    X509Certificate own = chain.getFirst();
    String subject = own.getSubjectX500Principal().getName();
    try {
      Instant signed = signed(signer);
      purpose(own);
      validate(chain, signed);
      return new Signature(Status.TRUSTED, subject, "");
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      return outOfTime(name, subject, own);
    } catch (CertificateException e) {
      return new Signature(
          Status.UNSUITABLE,
          subject,
          name
              + " is signed by "
              + subject
              + ", whose certificate is not for signing code ("
              + e.getMessage()
              + "): sign it with one that is.");
    } catch (CertPathValidatorException e) {
      return refused(e, name, subject, own);
    } catch (GeneralSecurityException e) {
      return unsuitable(name, subject, e);
    }
  }

  private Signature outOfTime(String name, String subject, X509Certificate own) {
    return new Signature(
        Status.EXPIRED,
        subject,
        name
            + " is signed by "
            + subject
            + " with a certificate that is out of its time ("
            + own.getNotBefore().toInstant()
            + " to "
            + own.getNotAfter().toInstant()
            + "): sign it with a valid one, or with a time stamp while it is valid.");
  }

  private Signature refused(
      CertPathValidatorException e, String name, String subject, X509Certificate own) {
    if (e.getReason() == CertPathValidatorException.BasicReason.EXPIRED
        || e.getReason() == CertPathValidatorException.BasicReason.NOT_YET_VALID) {
      return outOfTime(name, subject, own);
    }
    if (e.getReason() == PKIXReason.NO_TRUST_ANCHOR) {
      boolean self = own.getSubjectX500Principal().equals(own.getIssuerX500Principal());
      return new Signature(
          Status.UNKNOWN_SIGNER,
          subject,
          name
              + " is signed by "
              + subject
              + (self
                  ? ", who vouches for itself and is not in the trust store"
                  : ", whose certificate leads to nobody in the trust store")
              + ": put the certificate of the one you trust into it.");
    }
    return unsuitable(name, subject, e);
  }

  private static Signature unsuitable(String name, String subject, Exception e) {
    return new Signature(
        Status.UNSUITABLE,
        subject,
        name
            + " is signed by "
            + subject
            + ", whose chain of certificates does not hold ("
            + e.getMessage()
            + "): sign it with one that does.");
  }

  private static List<X509Certificate> chain(CertPath path) {
    return path.getCertificates().stream().map(X509Certificate.class::cast).toList();
  }

  /** When the signature was made, if someone who is trusted says so; otherwise now. */
  private Instant signed(CodeSigner signer) throws GeneralSecurityException {
    if (signer.getTimestamp() == null) {
      return now;
    }
    Instant stamped = signer.getTimestamp().getTimestamp().toInstant();
    try {
      validate(chain(signer.getTimestamp().getSignerCertPath()), stamped);
      return stamped;
    } catch (CertPathValidatorException _) {
      // Whoever stamped it is a stranger, and what a stranger says of the time counts for nothing.
      return now;
    }
  }

  private static void purpose(X509Certificate certificate) throws CertificateException {
    boolean[] usage = certificate.getKeyUsage();
    if (usage != null && !usage[DIGITAL_SIGNATURE]) {
      throw new CertificateException("its key usage lacks digitalSignature");
    }
    List<String> purposes = certificate.getExtendedKeyUsage();
    if (purposes != null && !purposes.contains(CODE_SIGNING) && !purposes.contains(ANY_PURPOSE)) {
      throw new CertificateException("its extended key usage lacks codeSigning");
    }
  }

  private void validate(List<X509Certificate> chain, Instant at) throws GeneralSecurityException {
    Date date = Date.from(at);
    List<X509Certificate> path = new ArrayList<>();
    for (X509Certificate certificate : chain) {
      if (trust.certificates().contains(certificate)) {
        // The operator named this very one: who vouches for it does not matter, its time does.
        certificate.checkValidity(date);
        if (path.isEmpty()) {
          return;
        }
        break;
      }
      path.add(certificate);
    }
    Set<TrustAnchor> anchors =
        trust.certificates().stream()
            .map(certificate -> new TrustAnchor(certificate, null))
            .collect(Collectors.toSet());
    if (anchors.isEmpty()) {
      throw new CertPathValidatorException(
          "the trust store is empty", null, null, -1, PKIXReason.NO_TRUST_ANCHOR);
    }
    PKIXParameters parameters = new PKIXParameters(anchors);
    parameters.setRevocationEnabled(false);
    parameters.setDate(date);
    CertPathValidator.getInstance("PKIX")
        .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
  }
}
