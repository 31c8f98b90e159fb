// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.tactus.policy.PagePreference;

/** How memory is locked and what pages arenas are made of. */
@ObjectClassDefinition(
    name = "Tactus memory",
    description = "What is locked, and the pages of arenas made from now on.")
@interface MemoryConfiguration {
  /** What happens to memory that is mapped after the process was locked. */
  enum Future {
    /** Locked page by page when first touched. */
    ON_FAULT,
    /** Filled in and locked whole when mapped; every library and reserved heap is read in. */
    WHOLE,
    /** Not locked. */
    NONE
  }

  @AttributeDefinition(
      name = "Future memory",
      description =
          "What happens to memory mapped after the process was locked; applied only where the right"
              + " to lock is unlimited (CAP_IPC_LOCK or memlock unlimited)")
  Future future() default Future.ON_FAULT;

  @AttributeDefinition(
      name = "Arena pages",
      description =
          "The pages that arenas are made of; where there are none the next smaller are taken and"
              + " the arena's policy says so")
  PagePreference arena_pages() default PagePreference.PLAIN;
}
