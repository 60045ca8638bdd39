package io.boardstream.agent.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code hf://ORGANISATION/NAME@COMMIT}, all of a model that is needed to load it, or {@code
 * hf://ORGANISATION/NAME@COMMIT/PATH}, one file of it. A branch or a tag is refused: what it means
 * changes.
 *
 * @param repository organisation and name
 * @param commit 40 hexadecimal digits
 * @param path of one file; empty for the whole model
 */
record HubAddress(String repository, String commit, Optional<String> path) {
  static final String SCHEME = "hf://";

  private static final String STEP = "[A-Za-z0-9_][A-Za-z0-9._-]{0,95}";
  private static final Pattern FORM =
      Pattern.compile("hf://(%s(?:/%s)?)@([^/]+)(?:/(.+))?".formatted(STEP, STEP));
  private static final Pattern FILE = Pattern.compile(STEP + "(/" + STEP + "){0,9}");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  static HubAddress of(String text) throws ModelUnavailableException {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new ModelUnavailableException(
          "configuration error: %s is no model of a hub; write hf://organisation/name@commit, and /path for one file"
              .formatted(text));
    }
    if (!COMMIT.matcher(form.group(2)).matches()) {
      throw new ModelUnavailableException(
          "configuration error: %s must be pinned; write the 40 digits of a commit in place of \"%s\""
              .formatted(text, form.group(2)));
    }
    if (form.group(3) != null && !isFile(form.group(3))) {
      throw new ModelUnavailableException(
          "configuration error: \"%s\" is no path of a file in a hub".formatted(form.group(3)));
    }
    return new HubAddress(form.group(1), form.group(2), Optional.ofNullable(form.group(3)));
  }

  /** Whether a name can be a file below a folder of ours. */
  static boolean isFile(String name) {
    return FILE.matcher(name).matches();
  }

  /** The last part of the name, as a folder. */
  String name() {
    return repository.substring(repository.indexOf('/') + 1);
  }
}
