// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of isolation. */
@ObjectClassDefinition(
    name = "Tactus isolation",
    description = "Vendor bundles in child processes; a change holds from the next start of each")
@interface IsolationConfiguration {

  /** The configuration's PID. */
  String PID = "org.tactus.isolation";

  /** The heap of a child. */
  @AttributeDefinition(
      name = "Heap",
      description = "Megabytes of Java heap of each child process",
      min = "16",
      max = "65536")
  int heap_megabytes() default 64;

  /** The priority of the threads that process. */
  @AttributeDefinition(
      name = "Priority",
      description =
          "SCHED_FIFO priority of the threads that process in a child process; 0 for none",
      min = "0",
      max = "79")
  int priority() default 75;

  /** How often a child is restarted. */
  @AttributeDefinition(
      name = "Restarts",
      description = "Crashes within the window after which a bundle is quarantined",
      min = "0",
      max = "1000")
  int restart_limit() default 3;

  /** The window in which crashes count. */
  @AttributeDefinition(
      name = "Window",
      description = "Seconds for which a crash counts",
      min = "1",
      max = "86400")
  int restart_windowSeconds() default 60;

  /** How long a start may take. */
  @AttributeDefinition(
      name = "Start limit",
      description = "Seconds in which a child process must have started its bundle",
      min = "1",
      max = "600")
  int timeout_startSeconds() default 20;

  /** How long an answer may take. */
  @AttributeDefinition(
      name = "Answer limit",
      description = "Seconds in which a bundle must have answered: prepared a node, say",
      min = "1",
      max = "600")
  int timeout_answerSeconds() default 10;

  /** How long a block may take. */
  @AttributeDefinition(
      name = "Block limit",
      description =
          "Milliseconds, and 8 periods at least, after which a node that does not finish a block"
              + " counts as hung and its child process is killed",
      min = "10",
      max = "60000")
  int timeout_blockMillis() default 500;
}
