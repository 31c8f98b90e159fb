// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal;

import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.tactus.isolation.internal.exchange.BlockSender;

/**
 * Looks after the children: kills one whose node does not finish its block or that gives no sign of
 * life, and passes late blocks on as warnings. One thread, above those that may hang.
 */
final class ChildWatch implements Runnable {

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Supplier<List<IsolatedChild>> children;
  private final Map<BlockSender, Progress> progress = new WeakHashMap<>();
  private final Map<IsolatedNode, Long> late = new WeakHashMap<>();
  private long lastRound = System.nanoTime();
  private volatile boolean ending;

  /** How far a node was, and since when. */
  private static final class Progress {
    private int completed;
    private long since;
  }

  ChildWatch(Supplier<List<IsolatedChild>> children) {
    this.children = children;
  }

  /** Ends {@link #run}. */
  void end() {
    ending = true;
  }

  @Override
  public void run() {
    while (!ending) {
      look(System.nanoTime());
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** Looks at every child once. */
  void look(long now) {
    boolean round = now - lastRound >= ROUND_NANOS;
    if (round) {
      lastRound = now;
    }
    for (IsolatedChild child : children.get()) {
      Session session = child.running();
      if (session == null) {
        continue;
      }
      for (IsolatedNode node : child.nodes()) {
        look(session, node, now);
        if (round) {
          warnOfLateBlocks(child, node);
        }
      }
      if (round) {
        look(child, session, now);
      }
    }
  }

  private void look(Session session, IsolatedNode node, long now) {
    BlockSender sender = node.sender();
    if (sender == null) {
      return;
    }
    Progress seen = progress.computeIfAbsent(sender, _ -> new Progress());
    int completed = sender.completed();
    if (completed == sender.submitted() || completed != seen.completed || seen.since == 0) {
      seen.completed = completed;
      seen.since = now;
    } else if (now - seen.since > node.blockTimeoutNanos()) {
      session.kill(
          "did not finish a block of node '"
              + node.label()
              + "' within "
              + TimeUnit.NANOSECONDS.toMillis(node.blockTimeoutNanos())
              + " ms");
    }
  }

  private void warnOfLateBlocks(IsolatedChild child, IsolatedNode node) {
    long count = node.late();
    Long before = late.put(node, count);
    if (before != null && count > before) {
      node.warn(
          "isolated bundle '"
              + child.symbolicName()
              + "' delivered "
              + (count - before)
              + " blocks too late in the last second, "
              + count
              + " in all; use a longer period or trust it by name");
    }
  }

  private static void look(IsolatedChild child, Session session, long now) {
    session.ping();
    if (now - session.lastHeard() > child.settings().answerTimeout().toNanos()) {
      session.kill(
          "gave no sign of life for " + child.settings().answerTimeout().toSeconds() + " s");
    }
  }
}
