// SPDX-License-Identifier: Apache-2.0
package org.tactus.notation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the notation means, and what it says of text that means nothing. */
class NotationTest {

  @Test
  void aChainNamesItsNodesAfterTheirTypes() throws NotationException {
    Graph graph = Graph.parse("file(\"speech.wav\") -> gain(db=-6) -> alsa(\"default\")");

    assertEquals(List.of("file", "gain", "alsa"), names(graph));
    assertEquals(
        List.of(new Link("file", null, "gain", null), new Link("gain", null, "alsa", null)),
        graph.links());
    assertEquals(
        List.of(new Argument(null, new Value(Value.Kind.STRING, "speech.wav"))),
        graph.node("file").orElseThrow().arguments());
    assertEquals(
        List.of(new Argument("db", new Value(Value.Kind.NUMBER, "-6"))),
        graph.node("gain").orElseThrow().arguments());
  }

  @Test
  void theDesignsExampleWithBranchesAndPorts() throws NotationException {
    Graph graph =
        Graph.parse(
            """
            mic: alsa("hw:1", channels=2)
            wet: convolver(ir="hall.wav", mix=1)
            mic -> eq: biquad(kind=peak, f=1000, q=1, db=3) -> sum: mixer(inputs=2)
            mic -> wet -> sum.2
            sum -> file("take1.wav"); sum -> jack("system:playback_{1,2}")
            """);

    assertEquals(List.of("mic", "wet", "eq", "sum", "file", "jack"), names(graph));
    assertEquals(
        List.of(
            "mic -> eq", "eq -> sum", "mic -> wet", "wet -> sum.2", "sum -> file", "sum -> jack"),
        graph.links().stream().map(Link::toString).toList());
    assertEquals(Value.word("peak"), graph.node("eq").orElseThrow().arguments().getFirst().value());
    assertEquals(
        "system:playback_{1,2}",
        graph.node("jack").orElseThrow().arguments().getFirst().value().text());
  }

  @Test
  void aPortAtTheHeadIsAnOutputAndLaterOnesAreInputs() throws NotationException {
    Graph graph = Graph.parse("a: x(); b: y(); c: z(); a.left -> b.2 -> c.side");

    assertEquals(
        List.of(new Link("a", "left", "b", "2"), new Link("b", null, "c", "side")), graph.links());
  }

  @Test
  void namesThatAreGivenWinOverDerivedOnes() throws NotationException {
    assertEquals(
        List.of("gain2", "gain3", "gain"), names(Graph.parse("gain() -> gain() -> gain: x()")));
  }

  @Test
  void aNodeMayBeReferredToBeforeItsDefinition() throws NotationException {
    Graph graph = Graph.parse("a: x(); a -> b; b: y()");

    assertEquals(List.of(new Link("a", null, "b", null)), graph.links());
  }

  @Test
  void linesGoOnAfterAnArrowBeforeAnArrowAndWithinParentheses() throws NotationException {
    String whole = "a: x(1, b=2) -> y()";

    for (String text :
        List.of(
            "a: x(1, b=2) ->\n y()",
            "a: x(1, b=2)\n\n  -> y()",
            "a: x(\n1,\r\n b=2\n)->\ty()",
            "# before\n a: x(1, # one\n b=2) -> # on it goes\n y() # after",
            ";;\n a: x(1, b=2,) -> y();\n;",
            "a:x(1,b=2)->y()")) {
      assertEquals(whole, Graph.parse(text).toString(), text);
    }
  }

  @Test
  void stringsHoldQuotesBackslashesHashesAndArrows() throws NotationException {
    String content = "C:\\\"mine\"\\\\# no -> comment; ü 𝄞 ${x}";

    Graph graph = Graph.parse("file(" + Value.string(content) + ")");

    assertEquals(content, graph.nodes().getFirst().arguments().getFirst().value().text());
    assertEquals(graph, Graph.parse(graph.toString()));
  }

  @Test
  void numbersKeepTheirDigits() throws NotationException {
    for (String number : List.of("0", "-1", "48000", "0.50", "-2.5e-3", "1E+9", "00")) {
      assertEquals(
          new Value(Value.Kind.NUMBER, number),
          Graph.parse("x(a=" + number + ")").nodes().getFirst().arguments().getFirst().value());
    }
    assertEquals("-6", Value.number(-6).toString());
    assertEquals("0.1", Value.number(0.1).toString());
    assertEquals("1.0E-7", Value.number(1e-7).toString());
    assertEquals(
        1e-7,
        Double.parseDouble(
            Graph.parse("x(" + Value.number(1e-7) + ")")
                .nodes()
                .getFirst()
                .arguments()
                .getFirst()
                .value()
                .text()));
  }

  @Test
  void aNodeIsReplacedInItsPlace() throws NotationException {
    Graph graph = Graph.parse("a: x() -> b: y(z=1) -> c: x()");
    Element.Definition other =
        graph.node("b").orElseThrow().withArguments(List.of(new Argument("z", Value.number(2))));

    assertEquals("a: x() -> b: y(z=2) -> c: x()", graph.with(other).toString());
    assertEquals("a: x() -> b: y(z=1) -> c: x()", graph.toString());
  }

  /** The text with ⏎ for a new line, the place, and what the sentence must name. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          file("a") ->                      | 1 | 13 | the text ends; write
          -> file("a")                      | 1 | 1  | '->'; write; name
          a: x() ⏎ a -> b                   | 2 | 7  | 'b'; b: type(...)
          a: x() ⏎ a: y()                   | 2 | 2  | 'a'; line 1; another
          x(a=1, a=2)                       | 1 | 8  | 'a'; 'x'; twice
          x(a=1, 2)                         | 1 | 8  | '2'; key
          x("open)                          | 1 | 3  | string; end
          x(a=)                             | 1 | 5  | ')'; number; string
          x(1 2)                            | 1 | 5  | '2'; ')'
          x() y()                           | 1 | 5  | 'y'
          x(                                | 1 | 3  | ends
          x() -> §                          | 1 | 8  | '§'; name
          x() ⏎ ⏎ y(() ⏎                    | 3 | 4  | '('
          a: x(); a. -> y()                 | 1 | 12 | '->'; name; number
          x(a="b\\c")                       | 1 | 5  | string
          """)
  void errorsNameThePlaceTheThingAndTheRemedy(String text, int line, int column, String named) {
    NotationException error =
        assertThrows(NotationException.class, () -> Graph.parse(text.replace("⏎", "\n")));

    assertEquals(
        "line " + line + ", column " + column,
        "line " + error.line() + ", column " + error.column(),
        error.getMessage());
    assertTrue(
        error.getMessage().startsWith("line " + line + ", column " + column + ": "),
        error.getMessage());
    for (String word : named.split(";")) {
      assertTrue(error.getMessage().contains(word.strip()), error.getMessage());
    }
    assertTrue(error.getMessage().contains("; "), "a remedy in: " + error.getMessage());
  }

  @Test
  void nothingIsNotAPipeline() {
    for (String text : List.of("", " \n;\n# only a comment\n")) {
      assertTrue(
          assertThrows(NotationException.class, () -> Graph.parse(text))
              .getMessage()
              .contains("no node"));
    }
  }

  @Test
  void aHugeTextIsRefusedAtOnce() {
    String huge = "x()\n".repeat(1 << 19);

    NotationException error = assertThrows(NotationException.class, () -> Graph.parse(huge));

    assertTrue(error.getMessage().contains(Integer.toString(huge.length())), error.getMessage());
  }

  @Test
  void deepAndLongTextNeitherHangsNorOverflows() {
    for (String text :
        List.of(
            "x(".repeat(100_000),
            "(".repeat(200_000),
            "\n".repeat(500_000),
            "x()" + "\n".repeat(500_000) + "y()" + ";".repeat(300_000),
            "x(1" + "\n".repeat(500_000) + ",\n\n" + "\n".repeat(100_000) + ")",
            "x()" + " -> x()".repeat(9_000),
            "x(" + "1,".repeat(100_000) + ")",
            "a:".repeat(100_000),
            "\"".repeat(100_001))) {
      Assertions.assertTimeoutPreemptively(
          Duration.ofSeconds(30),
          () -> {
            try {
              Graph.parse(text);
            } catch (NotationException e) {
              assertTrue(e.getMessage().length() < 400, e.getMessage());
            }
          });
    }
  }

  private static List<String> names(Graph graph) {
    return graph.nodes().stream().map(Element.Definition::node).toList();
  }
}
