// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal.channel;

/** What a frame between the two processes says. The order is the wire's. */
public enum Message {
  /** From the child, first: the protocol's version, its pid and its factories. */
  HELLO,
  /** From the child, in the place of {@link #HELLO}: the sentence that says why it cannot start. */
  UNABLE,
  /** From the child: the answer to a request. */
  RESULT,
  /** From the child: a request was refused, with the sentence. */
  REFUSAL,
  /** From the child: a node warns. */
  WARN,
  /** From the child: a node cannot go on. */
  FAIL,
  /** From the child: a node's latency and tail are now these. */
  LATENCY,
  /** To the child: are you there. */
  PING,
  /** To the child: the ports of a factory with these options. */
  PORTS,
  /** To the child: make a processor. */
  CREATE,
  /** To the child: agree on formats. */
  NEGOTIATE,
  /** To the child: make ready. */
  PREPARE,
  /** To the child: map this memory and process what comes there. */
  ATTACH,
  /** To the child: take the state that lies in the memory. */
  LOAD_STATE,
  /** To the child: forget all history. */
  RESET,
  /** To the child: where the node stands on the signal's way. */
  PATH_LATENCY,
  /** To the child: the node is not needed any more. */
  RELEASE,
  /** To the child: end. */
  END
}
