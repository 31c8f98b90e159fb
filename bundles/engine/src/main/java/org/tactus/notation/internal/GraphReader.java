// SPDX-License-Identifier: Apache-2.0
package org.tactus.notation.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.tactus.notation.Argument;
import org.tactus.notation.Element;
import org.tactus.notation.Graph;
import org.tactus.notation.NotationException;
import org.tactus.notation.Value;

/** From text to graph: the grammar gives the shape, this class the names. */
public final class GraphReader {

  private static final int MAXIMUM_LENGTH = 1 << 20;
  private static final int MAXIMUM_NODES = 2_000;

  private final Set<String> taken = new HashSet<>();
  private final Map<String, Token> defined = new HashMap<>();

  /** The last number that made a name of a type, so that many nodes of one are named at once. */
  private final Map<String, Integer> numbers = new HashMap<>();

  private GraphReader() {}

  /** Reads a whole pipeline. */
  public static Graph read(String text) throws NotationException {
    if (text.length() > MAXIMUM_LENGTH) {
      throw new NotationException(
          1, 1, "the text has " + text.length() + " characters; keep it below " + MAXIMUM_LENGTH);
    }
    NotationLexer lexer = new NotationLexer(CharStreams.fromString(text));
    NotationParser parser = new NotationParser(new CommonTokenStream(lexer));
    FirstError errors = new FirstError();
    lexer.removeErrorListeners();
    lexer.addErrorListener(errors);
    parser.removeErrorListeners();
    parser.addErrorListener(errors);
    try {
      return new GraphReader().graph(parser.pipeline());
    } catch (ParseCancellationException _) {
      throw errors.first;
    }
  }

  private Graph graph(NotationParser.PipelineContext pipeline) throws NotationException {
    List<NotationParser.ChainContext> chains = pipeline.chain();
    for (NotationParser.ChainContext chain : chains) {
      for (NotationParser.ElementContext element : chain.element()) {
        if (element instanceof NotationParser.DefinitionContext definition
            && definition.WORD().size() == 2) {
          reserve(definition.WORD(0).getSymbol());
        }
      }
    }
    List<List<Element>> elements = new ArrayList<>();
    for (NotationParser.ChainContext chain : chains) {
      List<Element> line = new ArrayList<>();
      for (NotationParser.ElementContext element : chain.element()) {
        line.add(element(element));
      }
      elements.add(line);
    }
    for (NotationParser.ChainContext chain : chains) {
      checkReferences(chain);
    }
    if (taken.isEmpty()) {
      throw new NotationException(
          1, 1, "there is no node; write one, such as file(\"in.wav\") -> alsa()");
    }
    if (taken.size() > MAXIMUM_NODES) {
      throw new NotationException(
          1, 1, "there are " + taken.size() + " nodes; keep to " + MAXIMUM_NODES);
    }
    return new Graph(elements);
  }

  private void reserve(Token name) throws NotationException {
    Token first = defined.putIfAbsent(name.getText(), name);
    if (first != null) {
      throw at(
          name,
          "the name '"
              + name.getText()
              + "' was given on line "
              + first.getLine()
              + " already; choose another");
    }
    taken.add(name.getText());
  }

  private Element element(NotationParser.ElementContext element) throws NotationException {
    return switch (element) {
      case NotationParser.DefinitionContext definition -> definition(definition);
      case NotationParser.ReferenceContext reference ->
          new Element.Reference(
              reference.WORD().getText(),
              reference.port() == null ? null : reference.port().getText());
      default -> throw new IllegalStateException("grammar and reader disagree on " + element);
    };
  }

  private Element definition(NotationParser.DefinitionContext definition) throws NotationException {
    boolean named = definition.WORD().size() == 2;
    String type = definition.WORD(named ? 1 : 0).getText();
    String name = named ? definition.WORD(0).getText() : unusedName(type);
    List<Argument> arguments = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    if (definition.arguments() != null) {
      for (NotationParser.ArgumentContext argument : definition.arguments().argument()) {
        String key = argument.WORD() == null ? null : argument.WORD().getText();
        if (key == null && !keys.isEmpty()) {
          throw at(
              argument.start,
              "'" + argument.getText() + "' has no key but follows one that has; give it a key");
        }
        if (key != null && !keys.add(key)) {
          throw at(argument.start, "'" + key + "' of '" + name + "' is given twice; give it once");
        }
        arguments.add(new Argument(key, value(argument.value())));
      }
    }
    return new Element.Definition(name, named, type, arguments);
  }

  private String unusedName(String type) {
    String name = type;
    int number = numbers.getOrDefault(type, 1);
    while (!taken.add(name)) {
      number++;
      name = type + number;
    }
    numbers.put(type, number);
    return name;
  }

  private static Value value(NotationParser.ValueContext value) {
    String text = value.getText();
    if (value.STRING() != null) {
      return Value.string(text.substring(1, text.length() - 1).replaceAll("\\\\([\"\\\\])", "$1"));
    }
    return value.NUMBER() != null ? new Value(Value.Kind.NUMBER, text) : Value.word(text);
  }

  private void checkReferences(NotationParser.ChainContext chain) throws NotationException {
    for (NotationParser.ElementContext element : chain.element()) {
      if (element instanceof NotationParser.ReferenceContext reference
          && !taken.contains(reference.WORD().getText())) {
        String name = reference.WORD().getText();
        throw at(
            reference.start,
            "no node is named '"
                + name
                + "'; define it with "
                + name
                + ": type(...) or "
                + name
                + "()");
      }
    }
  }

  private static NotationException at(Token token, String sentence) {
    return new NotationException(token.getLine(), token.getCharPositionInLine() + 1, sentence);
  }

  private static final class FirstError extends BaseErrorListener {

    private NotationException first;

    @Override
    public void syntaxError(
        Recognizer<?, ?> recognizer,
        Object offending,
        int line,
        int column,
        String message,
        RecognitionException exception) {
      if (recognizer instanceof NotationParser parser && offending instanceof Token token) {
        first = new NotationException(line, column + 1, sentence(parser, token));
      } else {
        first = new NotationException(line, column + 1, message + "; see the notation's grammar");
      }
      throw new ParseCancellationException();
    }

    private static String sentence(NotationParser parser, Token token) {
      String found =
          switch (token.getType()) {
            case Token.EOF -> "the text ends";
            case NotationParser.NEWLINE -> "the line ends";
            case NotationParser.OTHER ->
                token.getText().equals("\"")
                    ? "a string begins that does not end"
                    : "found '" + token.getText() + "'";
            default -> "found '" + token.getText() + "'";
          };
      var expected = parser.getExpectedTokens().toList();
      expected.removeIf(type -> type == NotationParser.NEWLINE || type == Token.EOF);
      String remedy =
          expected.isEmpty() || expected.size() > 4
              ? "write a chain such as file(\"in.wav\") -> gain(db=-6) -> alsa()"
              : "write "
                  + String.join(
                      " or ", expected.stream().map(FirstError::describe).distinct().toList());
      return found + " where it cannot; " + remedy;
    }

    private static String describe(int type) {
      return switch (type) {
        case NotationParser.WORD -> "a name";
        case NotationParser.NUMBER -> "a number";
        case NotationParser.STRING -> "a string in double quotes";
        default -> NotationParser.VOCABULARY.getLiteralName(type);
      };
    }
  }
}
