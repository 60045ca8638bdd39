package io.boardstream.producers.excel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.poi.ss.util.CellReference;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads the XML of a sheet. POI's own reader of it gives numbers as Excel shows them: rounded. */
final class XlsxCells extends DefaultHandler {

  /** Takes a row: its number from 1, and its cells. */
  interface RowSink {
    void row(int number, Map<Integer, CellValue> cells);
  }

  private final List<String> texts;
  private final XlsxSheets.Styles styles;
  private final RowSink sink;

  private final StringBuilder value = new StringBuilder();
  private Map<Integer, CellValue> cells = new HashMap<>();
  private int row;
  private int column = -1;
  private String type = "";
  private int style;
  private boolean formula;
  private boolean collecting;
  private boolean inPronunciation;

  XlsxCells(List<String> texts, XlsxSheets.Styles styles, RowSink sink) {
    this.texts = texts;
    this.styles = styles;
    this.sink = sink;
  }

  @Override
  public void startElement(String uri, String name, String qName, Attributes attributes)
      throws SAXException {
    switch (name) {
      case "row" -> {
        // Position attributes may be left out; then rows and cells follow one another.
        row = attributes.getValue("r") == null ? row + 1 : number(attributes.getValue("r"));
        column = -1;
        cells = new HashMap<>();
      }
      case "c" -> {
        String address = attributes.getValue("r");
        column = address == null ? column + 1 : new CellReference(address).getCol();
        type = attributes.getValue("t") == null ? "n" : attributes.getValue("t");
        style = attributes.getValue("s") == null ? 0 : number(attributes.getValue("s"));
        formula = false;
        value.setLength(0);
      }
      case "f" -> formula = true;
      case "rPh" -> inPronunciation = true;
      case "v" -> collecting = true;
      case "t" -> collecting = !inPronunciation;
      default -> {}
    }
  }

  @Override
  public void characters(char[] letters, int start, int length) {
    if (collecting) {
      value.append(letters, start, length);
    }
  }

  @Override
  public void endElement(String uri, String name, String qName) throws SAXException {
    switch (name) {
      case "v", "t" -> collecting = false;
      case "rPh" -> inPronunciation = false;
      case "c" -> {
        CellValue cell = cell();
        if (cell != null) {
          cells.put(column, cell);
        }
      }
      case "row" -> {
        if (!cells.isEmpty()) {
          sink.row(row, cells);
        }
      }
      default -> {}
    }
  }

  private @Nullable CellValue cell() throws SAXException {
    String text = value.toString();
    if (text.isBlank()) {
      return formula && !type.equals("str") ? new CellValue(CellValue.Kind.UNCOMPUTED, "") : null;
    }
    return switch (type) {
      case "s" -> shared(number(text.strip()));
      case "b" ->
          new CellValue(CellValue.Kind.BOOLEAN, text.strip().equals("1") ? "true" : "false");
      case "e" -> new CellValue(CellValue.Kind.ERROR, text.strip());
      case "d" -> new CellValue(CellValue.Kind.DATE, text.strip());
      case "n" -> numeric(text.strip());
      default -> CellValue.text(text);
    };
  }

  private @Nullable CellValue shared(int index) throws SAXException {
    if (index < 0 || index >= texts.size()) {
      throw new SAXException("cell %s refers to a text that is not there".formatted(address()));
    }
    String text = texts.get(index);
    return text.isBlank() ? null : CellValue.text(text);
  }

  private CellValue numeric(String text) throws SAXException {
    try {
      double number = Double.parseDouble(text);
      return styles.isDate(style)
          ? CellValue.date(number, styles.since1904())
          : CellValue.number(number);
    } catch (NumberFormatException e) {
      throw new SAXException("cell %s is no number: %s".formatted(address(), text), e);
    }
  }

  private int number(String text) throws SAXException {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new SAXException("near cell %s: %s is no number".formatted(address(), text), e);
    }
  }

  private String address() {
    return new CellReference(Math.max(0, row - 1), Math.max(0, column)).formatAsString(false);
  }
}
