// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The commands of one scope. */
public abstract class Commands {
  private final String scope;
  private final Map<String, String> forms;

  /**
   * Commands.
   *
   * @param scope their scope
   * @param forms the arguments that each takes, as its usage shows them
   */
  protected Commands(String scope, Map<String, String> forms) {
    this.scope = scope;
    this.forms = Map.copyOf(forms);
  }

  /**
   * Gogo calls this for arguments that fit no method of the command's name.
   *
   * @param words the command's name without its scope, then its arguments
   * @throws Refusal always
   */
  public void _main(String[] words) throws Refusal {
    String command = scope + ":" + words[0];
    String form = forms.get(words[0]);
    String given =
        Arrays.stream(words).skip(1).map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    throw new Refusal(
        command
            + (given.isEmpty() ? " lacks its arguments" : " does not take " + given)
            + ": write "
            + (form.isEmpty() ? command + " alone" : command + " " + form)
            + ".");
  }

  /**
   * A word as it was typed: Gogo takes the bare word {@code null}, which is a device, for nothing.
   */
  static String word(String typed) {
    return typed == null ? "null" : typed;
  }

  /** A service that may be absent. */
  static <T> T present(T service, String bundle) throws Refusal {
    if (service == null) {
      throw new Refusal(
          "What this command asks is not there: start the bundle "
              + bundle
              + ", and see the log if it does not start.");
    }
    return service;
  }
}
