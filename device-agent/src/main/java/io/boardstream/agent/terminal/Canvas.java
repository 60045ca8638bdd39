package io.boardstream.agent.terminal;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Lines of text, framed and set beside each other. */
final class Canvas {

  /** What firmware says may hold anything; a terminal would obey its control characters. */
  private static final String CONTROLS = "\\p{Cntrl}";

  private Canvas() {}

  static AttributedString line(String text, AttributedStyle style) {
    return new AttributedString(text.replaceAll(CONTROLS, "?"), style);
  }

  /** Cut or padded to a width. */
  static AttributedString fit(AttributedString line, int width) {
    AttributedStringBuilder fitted = new AttributedStringBuilder();
    fitted.append(line.columnSubSequence(0, Math.max(0, width)));
    int missing = width - fitted.columnLength();
    if (missing > 0) {
      fitted.append(" ".repeat(missing));
    }
    return fitted.toAttributedString();
  }

  /** A box of exactly this size with as many of the lines as fit. */
  static List<AttributedString> box(
      String title, List<AttributedString> lines, int width, int height, Palette palette) {
    int inner = Math.max(0, width - 4);
    List<AttributedString> box = new ArrayList<>();
    String name = " " + title + " ";
    String cut = name.substring(0, Math.min(name.length(), Math.max(0, width - 3)));
    AttributedStringBuilder top = new AttributedStringBuilder();
    top.append("┌─", palette.frame()).append(cut, palette.title());
    top.append("─".repeat(Math.max(0, width - 3 - cut.length())) + "┐", palette.frame());
    box.add(fit(top.toAttributedString(), width));
    for (int i = 0; i < height - 2; i++) {
      AttributedStringBuilder row = new AttributedStringBuilder();
      row.append("│ ", palette.frame());
      row.append(fit(i < lines.size() ? lines.get(i) : AttributedString.EMPTY, inner));
      row.append(" │", palette.frame());
      box.add(fit(row.toAttributedString(), width));
    }
    AttributedStringBuilder bottom = new AttributedStringBuilder();
    bottom.append("└" + "─".repeat(Math.max(0, width - 2)) + "┘", palette.frame());
    box.add(fit(bottom.toAttributedString(), width));
    return box;
  }

  static List<AttributedString> beside(List<AttributedString> left, List<AttributedString> right) {
    List<AttributedString> both = new ArrayList<>();
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      AttributedStringBuilder row = new AttributedStringBuilder();
      row.append(i < left.size() ? left.get(i) : AttributedString.EMPTY);
      row.append(i < right.size() ? right.get(i) : AttributedString.EMPTY);
      both.add(row.toAttributedString());
    }
    return both;
  }
}
