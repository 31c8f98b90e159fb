// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Configuration {@code org.tactus.deploy}. */
@ObjectClassDefinition(
    name = "Tactus deployment",
    description = "Which vendor bundles are taken, and which may run native code in this process.")
@interface DeployConfiguration {

  @AttributeDefinition(
      name = "Signatures",
      description =
          "What the signature of a jar decides: off does not look at it, warn says what is wrong"
              + " with it, require takes no bundle that is not signed by someone in the trust"
              + " store.",
      options = {
        @Option(label = "off", value = "off"),
        @Option(label = "warn", value = "warn"),
        @Option(label = "require", value = "require")
      })
  String signatures() default "warn";

  @AttributeDefinition(
      name = "Trust store",
      description =
          "A PKCS #12, JKS or PEM file, or a directory of such, with the certificates that are"
              + " trusted; relative to the instance's config directory.")
  String trust() default "trust";

  @AttributeDefinition(
      name = "Trust store's password",
      description = "Opens its PKCS #12 and JKS files.",
      type = AttributeType.PASSWORD)
  String trust_password() default "changeit";

  @AttributeDefinition(
      name = "Trusted",
      description =
          "Symbolic names, separated by commas, of bundles whose native code may run in this"
              + " process; * stands for any letters. Others run in a process of their own.")
  String trusted() default "";

  @AttributeDefinition(
      name = "Seconds to start",
      description = "How long a bundle may take to start or stop, 1 to 600.",
      min = "1",
      max = "600")
  int activation_seconds() default 5;

  @AttributeDefinition(
      name = "Kept",
      description = "How many jars of a bundle are kept for a rollback, 1 to 1000.",
      min = "1",
      max = "1000")
  int kept() default 10;
}
