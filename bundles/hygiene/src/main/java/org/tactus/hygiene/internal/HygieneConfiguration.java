// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** What is done about what vendor bundles leave behind. */
@ObjectClassDefinition(
    name = "Tactus hygiene",
    description = "What is done about vendor bundles that end the process or leave threads behind.")
@interface HygieneConfiguration {
  @AttributeDefinition(
      name = "Exit guard",
      description =
          "Stops calls of System.exit, Runtime.exit and Runtime.halt in classes of vendor bundles"
              + " loaded from now on")
  boolean exit_guard() default true;

  @AttributeDefinition(
      name = "Trusted",
      description =
          "Symbolic names of bundles that are treated as the platform's own, wherever they come"
              + " from",
      required = false)
  String[] trusted() default {};

  @AttributeDefinition(
      name = "Threads of uninstalled bundles",
      description =
          "What is done about a thread that a bundle left behind when it was uninstalled or"
              + " updated: name it in the log, or stop it as well",
      options = {@Option("name"), @Option("stop")})
  String threads_uninstalled() default "stop";

  @AttributeDefinition(
      name = "Grace for threads",
      description = "Milliseconds that a stopped bundle's threads have to end, 0 to 60000")
  int threads_grace_ms() default 2000;
}
