package io.boardstream.matrix.failure;

import com.google.re2j.Pattern;

/**
 * The part of a failure's text that says what went wrong. Stack frames, folders, addresses and log
 * lines below error name a lot of things that did not fail; rules would find their words there.
 */
final class FailureText {

  /** More is not read; the first and the last errors of a log are kept. */
  private static final int MAX_READ = 512 << 10;

  private static final int MAX_HEAD = 16 << 10;
  private static final int MAX_TAIL = 48 << 10;
  private static final int MAX_LINE = 2_000;

  private static final Pattern COLOUR = Pattern.compile("\\x1b\\[[0-9;]*[A-Za-z]");
  private static final Pattern PROCESS = Pattern.compile("^\\(\\w+ pid=\\d+\\)\\s*");
  private static final Pattern FRAME =
      Pattern.compile("^\\s*(--- |at [\\w.$/]+\\(|File \"|\\d+: .*\\(|#\\d+ |- leaked )");

  private static final Pattern BELOW_ERROR =
      Pattern.compile(
          "^.{0,60}?(\\b(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING)\\b\\s*[-:|\\d\\[\\]]"
              + "|\\b(trace|debug|info|warning)\\s*\\|)");

  private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s'\")]+");
  private static final Pattern FOLDERS = Pattern.compile("/?(?:[\\w.+-]+/)+([\\w+-]+\\.[A-Za-z])");

  private FailureText() {}

  static String of(String raw) {
    StringBuilder kept = new StringBuilder();
    String text = around(raw, MAX_READ / 2, MAX_READ / 2);
    text.lines()
        .map(FailureText::line)
        .filter(line -> !line.isBlank())
        .forEach(line -> kept.append(line).append('\n'));
    return around(kept.toString(), MAX_HEAD, MAX_TAIL);
  }

  private static String line(String raw) {
    String cut = raw.length() > MAX_LINE ? raw.substring(0, MAX_LINE) : raw;
    String line = COLOUR.matcher(cut).replaceAll("");
    line = PROCESS.matcher(line).replaceFirst("");
    if (FRAME.matcher(line).find() || BELOW_ERROR.matcher(line).find()) {
      return "";
    }
    line = ADDRESS.matcher(line).replaceAll(" ");
    return FOLDERS.matcher(line).replaceAll("$1");
  }

  private static String around(String text, int head, int tail) {
    return text.length() <= head + tail
        ? text
        : text.substring(0, head) + '\n' + text.substring(text.length() - tail);
  }
}
