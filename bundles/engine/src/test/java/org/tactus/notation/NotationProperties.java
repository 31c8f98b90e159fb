// SPDX-License-Identifier: Apache-2.0
package org.tactus.notation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** Any graph is written and read back; any text is read or refused, and nothing else. */
class NotationProperties {

  private static final String[] TYPES = {"file", "gain", "x-y", "Filter_2", "gain2", "_"};
  private static final String[] PORTS = {"1", "2", "out", "left", "007", "a-b"};
  private static final String[] PIECES = {
    "->", "-", ">", ":", ";", "\n", "\r\n", "\r", "(", ")", ",", "=", ".", "\"", "\\", "#", "a",
    "gain", "1", "-1", "1e9", "1e", ".5", " ", "\t", "ü", "𝄞", "\ud800", "\u0000", "${x}", "x()",
    "a: x()", "\"a\"", "a -> b", "--", "e", "_"
  };

  @Property(seed = "1")
  void whatIsWrittenIsReadBackTheSame(@ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long seed)
      throws NotationException {
    Graph graph = graph(new SplittableRandom(seed));

    assertEquals(graph, Graph.parse(graph.toString()));
    assertEquals(graph, Graph.parse(String.join("\n", graph.lines())));
  }

  @Property(seed = "2")
  void arbitraryTextIsReadOrRefusedInOneSentence(@ForAll("texts") String text) {
    check(text);
  }

  @Property(seed = "3")
  void damagedTextIsReadOrRefusedInOneSentence(
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder(graph(random).toString());
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(text.length() + 1);
      int length = random.nextInt(Math.min(4, text.length() - at + 1));
      switch (random.nextInt(3)) {
        case 0 -> text.delete(at, at + length);
        case 1 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
        default -> text.insert(at, text.substring(at, at + length));
      }
    }
    check(text.toString());
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(60),
        Arbitraries.of(PIECES).list().ofMaxSize(30).map(pieces -> String.join("", pieces)));
  }

  private static void check(String text) {
    try {
      Graph graph = Graph.parse(text);
      assertFalse(graph.nodes().isEmpty(), text);
      assertEquals(graph, Graph.parse(graph.toString()), text);
    } catch (NotationException e) {
      assertTrue(e.getMessage().matches("(?s)line \\d+, column \\d+: .+; .+"), e.getMessage());
      assertTrue(e.line() >= 1 && e.line() <= text.lines().count() + 1, e.getMessage());
      assertTrue(e.column() >= 1 && e.column() <= text.length() + 1, e.getMessage());
      assertFalse(e.getMessage().contains("\n"), "one line: " + e.getMessage());
    }
  }

  /** A graph as parsing gives it: derived names are those that parsing derives. */
  static Graph graph(SplittableRandom random) {
    int count = 1 + random.nextInt(8);
    Set<String> given = new HashSet<>();
    List<String> names = new ArrayList<>();
    List<Boolean> named = new ArrayList<>();
    List<String> types = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      types.add(TYPES[random.nextInt(TYPES.length)]);
      named.add(random.nextBoolean());
      String name = random.nextInt(3) == 0 ? types.get(i) : "n" + i;
      if (named.get(i) && !given.add(name)) {
        named.set(i, false);
      }
      names.add(named.get(i) ? name : null);
    }
    Set<String> taken = new HashSet<>(given);
    for (int i = 0; i < count; i++) {
      if (names.get(i) == null) {
        String name = types.get(i);
        for (int next = 2; !taken.add(name); next++) {
          name = types.get(i) + next;
        }
        names.set(i, name);
      }
    }
    List<List<Element>> chains = new ArrayList<>();
    List<Element> chain = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chain.add(
          new Element.Definition(names.get(i), named.get(i), types.get(i), arguments(random)));
      if (random.nextBoolean()) {
        chains.add(chain);
        chain = new ArrayList<>();
      }
      for (int references = random.nextInt(3); references > 0; references--) {
        chain.add(
            new Element.Reference(
                names.get(random.nextInt(count)),
                random.nextBoolean() ? null : PORTS[random.nextInt(PORTS.length)]));
      }
    }
    if (!chain.isEmpty()) {
      chains.add(chain);
    }
    return new Graph(chains);
  }

  private static List<Argument> arguments(SplittableRandom random) {
    List<Argument> arguments = new ArrayList<>();
    int unnamed = random.nextInt(3);
    for (int i = 0; i < unnamed; i++) {
      arguments.add(new Argument(null, value(random)));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      arguments.add(new Argument("key" + i, value(random)));
    }
    return arguments;
  }

  private static Value value(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> Value.word(TYPES[random.nextInt(TYPES.length)]);
      case 1 -> Value.number(random.nextInt(100) - 50);
      case 2 -> Value.number((random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(40) - 20));
      default -> {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
          String piece = PIECES[random.nextInt(PIECES.length)];
          text.append(piece.contains("\n") || piece.contains("\r") ? " " : piece);
        }
        yield Value.string(text.toString());
      }
    };
  }
}
