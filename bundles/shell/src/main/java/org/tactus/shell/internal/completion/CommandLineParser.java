// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.completion;

import java.util.List;
import org.apache.felix.gogo.jline.Parser;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.ParsedLine;

/**
 * Gogo's parser, with a cursor that can be completed at within quotes: Gogo counts the quote and
 * puts the cursor behind the end of the word.
 */
public final class CommandLineParser extends Parser {

  /** Reads a line. */
  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    ParsedLine parsed = super.parse(line, cursor, context);
    return context == ParseContext.COMPLETE && parsed instanceof CompletingParsedLine completing
        ? new Clamped(completing)
        : parsed;
  }

  private record Clamped(CompletingParsedLine parsed) implements CompletingParsedLine {
    @Override
    public int wordCursor() {
      return Math.min(parsed.wordCursor(), parsed.word().length());
    }

    @Override
    public String word() {
      return parsed.word();
    }

    @Override
    public int wordIndex() {
      return parsed.wordIndex();
    }

    @Override
    public List<String> words() {
      return parsed.words();
    }

    @Override
    public String line() {
      return parsed.line();
    }

    @Override
    public int cursor() {
      return parsed.cursor();
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return parsed.escape(candidate, complete);
    }

    @Override
    public int rawWordCursor() {
      return parsed.rawWordCursor();
    }

    @Override
    public int rawWordLength() {
      return parsed.rawWordLength();
    }
  }
}
