// SPDX-License-Identifier: Apache-2.0
package org.tactus.notation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tactus.notation.internal.GraphReader;

/**
 * A pipeline as it was written: chains of nodes. {@link #parse} and {@link #toString} are inverse
 * up to white space and comments. Immutable; any thread.
 *
 * @param chains the statements in order
 */
public record Graph(List<List<Element>> chains) {

  /** Copies the lists. */
  public Graph {
    chains = chains.stream().map(List::copyOf).toList();
  }

  /**
   * Reads the notation.
   *
   * @throws NotationException if the text is not a pipeline: a syntax error, a name that is defined
   *     twice or not at all, no node at all
   */
  public static Graph parse(String text) throws NotationException {
    return GraphReader.read(text);
  }

  /** The nodes in the order in which the text defines them. */
  public List<Element.Definition> nodes() {
    List<Element.Definition> nodes = new ArrayList<>();
    for (List<Element> chain : chains) {
      for (Element element : chain) {
        if (element instanceof Element.Definition definition) {
          nodes.add(definition);
        }
      }
    }
    return nodes;
  }

  /** The node of that name. */
  public Optional<Element.Definition> node(String name) {
    return nodes().stream().filter(node -> node.node().equals(name)).findFirst();
  }

  /** The links in the order of the text. */
  public List<Link> links() {
    List<Link> links = new ArrayList<>();
    for (List<Element> chain : chains) {
      for (int i = 1; i < chain.size(); i++) {
        Element from = chain.get(i - 1);
        Element to = chain.get(i);
        // A port in the middle of a chain names the input; data leaves by the first output.
        links.add(new Link(from.node(), i == 1 ? port(from) : null, to.node(), port(to)));
      }
    }
    return links;
  }

  /** The same with another definition in the place of the node of the same name. */
  public Graph with(Element.Definition definition) {
    return new Graph(
        chains.stream()
            .map(chain ->
                chain.stream()
                    .map(element ->
                        element instanceof Element.Definition old
                                && old.node().equals(definition.node())
                            ? definition
                            : element)
                    .toList())
            .toList());
  }

  /** The chains as the notation writes them, one string each. */
  public List<String> lines() {
    return chains.stream()
        .map(chain -> chain.stream().map(Element::toString).collect(Collectors.joining(" -> ")))
        .toList();
  }

  /** The notation on one line, statements separated by {@code "; "}. */
  @Override
  public String toString() {
    return String.join("; ", lines());
  }

  private static String port(Element element) {
    return element instanceof Element.Reference reference ? reference.port() : null;
  }
}
