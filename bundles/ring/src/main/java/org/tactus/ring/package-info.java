// SPDX-License-Identifier: Apache-2.0
/**
 * Rings with one writer and one reader over memory that the caller gives: the only way across the
 * edge of a cycle, from one clock to another, and between processes.
 *
 * <p>Everything, indices included, lives in the memory, laid out as {@link
 * org.tactus.ring.RingLayout} says, so that two processes that map the same pages share a ring. At
 * any time one thread writes and one thread reads; which threads these are may change if the
 * hand-over itself orders them (a thread's start or join, a release store and its acquire).
 *
 * <p><b>Memory ordering.</b> An index only grows, and only its owner stores it: the writer {@code
 * WRITTEN}, the reader {@code READ}. The writer copies data in by plain stores and then stores
 * {@code WRITTEN} with release semantics; the reader loads it with acquire semantics and then
 * copies data out by plain loads, so it sees all that was written before. In the other direction
 * the reader stores {@code READ} with release semantics after it has copied, and the writer loads
 * it with acquire semantics before it writes over that place, so no datum is written over while it
 * is read. There is no fence, no atomic read-modify-write, no lock, no wait and no call of the
 * kernel. Each side keeps the last value that it saw of the other's index beside its own and looks
 * again only when that one promises too little.
 *
 * <p>Nothing on the writer's or reader's way allocates or throws; what does not fit is refused by
 * the returned count. Indices are 64 bits wide and do not wrap within a machine's life. An index
 * that a faulty peer process corrupts may make a ring look empty or full and its data wrong, but
 * never leads outside the ring's memory.
 */
@Export
@Version("1.0.0")
package org.tactus.ring;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
