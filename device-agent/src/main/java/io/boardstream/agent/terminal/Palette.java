package io.boardstream.agent.terminal;

import org.jline.utils.AttributedStyle;

/** How parts of the view look. */
public enum Palette {
  /** For a dark background. */
  DARK(AttributedStyle.CYAN, AttributedStyle.YELLOW, AttributedStyle.RED, AttributedStyle.GREEN),
  /** For a light background: no yellow on white. */
  LIGHT(AttributedStyle.BLUE, AttributedStyle.MAGENTA, AttributedStyle.RED, AttributedStyle.BLACK),
  /** No colour at all: bold and inverse alone. */
  NONE(-1, -1, -1, -1);

  private final int frame;
  private final int limit;
  private final int alarm;
  private final int good;

  Palette(int frame, int limit, int alarm, int good) {
    this.frame = frame;
    this.limit = limit;
    this.alarm = alarm;
    this.good = good;
  }

  AttributedStyle plain() {
    return AttributedStyle.DEFAULT;
  }

  AttributedStyle title() {
    return AttributedStyle.BOLD;
  }

  AttributedStyle frame() {
    return coloured(AttributedStyle.DEFAULT, frame);
  }

  /** Limits stand out beside what is measured. */
  AttributedStyle limit() {
    return coloured(AttributedStyle.BOLD, limit);
  }

  AttributedStyle alarm() {
    return coloured(AttributedStyle.BOLD, alarm);
  }

  AttributedStyle good() {
    return coloured(AttributedStyle.DEFAULT, good);
  }

  AttributedStyle bar() {
    return AttributedStyle.INVERSE;
  }

  private static AttributedStyle coloured(AttributedStyle style, int colour) {
    return colour < 0 ? style : style.foreground(colour);
  }
}
