package io.boardstream.producers.excel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.poi.openxml4j.exceptions.OpenXML4JException;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.openxml4j.opc.PackageAccess;
import org.apache.poi.openxml4j.opc.PackagePart;
import org.apache.poi.ss.usermodel.DateUtil;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.util.XMLHelper;
import org.apache.poi.xssf.eventusermodel.XSSFReader;
import org.apache.poi.xssf.model.StylesTable;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.DefaultHandler;

/**
 * The sheets of an .xlsx file. Only its shared texts are held in memory. Archives that blow up are
 * refused by POI's limits; documents with a DOCTYPE, which no Excel writes, by the XML parser.
 */
final class XlsxSheets {

  private static final int CHUNK = 1 << 16;
  private static final String MERGE = "mergeCell";

  private final File file;

  XlsxSheets(File file) {
    this.file = file;
  }

  void read(SheetVisitor visitor) throws IOException, OpenXML4JException, SAXException {
    try (OPCPackage archive = OPCPackage.open(file, PackageAccess.READ)) {
      XSSFReader reader = new XSSFReader(archive);
      List<String> texts = texts(reader);
      Styles styles = new Styles(reader.getStylesTable(), since1904(reader));
      long[] bytes = {0, size(reader)};
      XSSFReader.SheetIterator sheets = reader.getSheetIterator();
      while (sheets.hasNext()) {
        try (InputStream sheet = new Counted(sheets.next(), bytes)) {
          visitor.sheet(sheets.getSheetName());
          MergedCells merged = new MergedCells(merged(sheets.getSheetPart()));
          parse(
              sheet,
              new XlsxCells(
                  texts,
                  styles,
                  (row, cells) -> {
                    merged.fill(row - 1, cells);
                    visitor.row(
                        row, cells, bytes[1] > 0 ? (double) bytes[0] / bytes[1] : Double.NaN);
                  }));
        }
      }
    }
  }

  /** Bytes of the XML of all sheets; 0 when the archive does not say. */
  private static long size(XSSFReader reader) throws IOException, OpenXML4JException {
    long size = 0;
    XSSFReader.SheetIterator sheets = reader.getSheetIterator();
    while (sheets.hasNext()) {
      sheets.next().close();
      long of = sheets.getSheetPart().getSize();
      if (of <= 0) {
        return 0;
      }
      size += of;
    }
    return size;
  }

  private static List<String> texts(XSSFReader reader)
      throws IOException, OpenXML4JException, SAXException {
    List<String> texts = new ArrayList<>();
    try (InputStream data = reader.getSharedStringsData()) {
      if (data != null) {
        parse(data, new SharedTexts(texts));
      }
    }
    return texts;
  }

  private static boolean since1904(XSSFReader reader)
      throws IOException, OpenXML4JException, SAXException {
    boolean[] found = {false};
    try (InputStream data = reader.getWorkbookData()) {
      parse(
          data,
          new DefaultHandler() {
            @Override
            public void startElement(String uri, String name, String qName, Attributes attributes) {
              String value = attributes.getValue("date1904");
              found[0] |= name.equals("workbookPr") && ("1".equals(value) || "true".equals(value));
            }
          });
    }
    return found[0];
  }

  /** Merged areas stand behind the rows; most sheets have none, which is seen without parsing. */
  private static List<CellRangeAddress> merged(PackagePart part) throws IOException, SAXException {
    List<CellRangeAddress> areas = new ArrayList<>();
    if (mentionsMerges(part)) {
      try (InputStream sheet = part.getInputStream()) {
        parse(
            sheet,
            new DefaultHandler() {
              @Override
              public void startElement(
                  String uri, String name, String qName, Attributes attributes) {
                if (name.equals(MERGE) && attributes.getValue("ref") != null) {
                  areas.add(CellRangeAddress.valueOf(attributes.getValue("ref")));
                }
              }
            });
      }
    }
    return areas;
  }

  private static boolean mentionsMerges(PackagePart part) throws IOException {
    try (InputStream sheet = part.getInputStream()) {
      String end = "";
      for (byte[] chunk = sheet.readNBytes(CHUNK);
          chunk.length > 0;
          chunk = sheet.readNBytes(CHUNK)) {
        String text = end + new String(chunk, ISO_8859_1);
        if (text.contains(MERGE)) {
          return true;
        }
        end = text.substring(Math.max(0, text.length() - MERGE.length()));
      }
      return false;
    }
  }

  private static void parse(InputStream xml, DefaultHandler handler)
      throws IOException, SAXException {
    try {
      XMLReader parser = XMLHelper.newXMLReader();
      parser.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      parser.setContentHandler(handler);
      parser.setErrorHandler(handler);
      parser.parse(new InputSource(xml));
    } catch (ParserConfigurationException e) {
      throw new IOException("No XML parser", e);
    }
  }

  /** Counts what is read. */
  private static final class Counted extends FilterInputStream {
    private final long[] bytes;

    Counted(InputStream in, long[] bytes) {
      super(in);
      this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      bytes[0] += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] buffer, int start, int length) throws IOException {
      int read = super.read(buffer, start, length);
      bytes[0] += Math.max(0, read);
      return read;
    }
  }

  /** Which styles show their number as a date. */
  static final class Styles {

    private final boolean since1904;
    private final List<Boolean> dates = new ArrayList<>();

    Styles(StylesTable table, boolean since1904) {
      this.since1904 = since1904;
      for (int style = 0; style < table.getNumCellStyles(); style++) {
        var cells = table.getStyleAt(style);
        dates.add(DateUtil.isADateFormat(cells.getDataFormat(), cells.getDataFormatString()));
      }
    }

    boolean isDate(int style) {
      return style >= 0 && style < dates.size() && dates.get(style);
    }

    boolean since1904() {
      return since1904;
    }
  }

  /** The texts that cells refer to by number. */
  private static final class SharedTexts extends DefaultHandler {

    private final List<String> texts;
    private final StringBuilder text = new StringBuilder();
    private boolean inText;
    private boolean inPronunciation;

    SharedTexts(List<String> texts) {
      this.texts = texts;
    }

    @Override
    public void startElement(String uri, String name, String qName, Attributes attributes) {
      switch (name) {
        case "si" -> text.setLength(0);
        case "rPh" -> inPronunciation = true;
        case "t" -> inText = !inPronunciation;
        default -> {}
      }
    }

    @Override
    public void endElement(String uri, String name, String qName) {
      switch (name) {
        case "si" -> texts.add(text.toString());
        case "rPh" -> inPronunciation = false;
        case "t" -> inText = false;
        default -> {}
      }
    }

    @Override
    public void characters(char[] letters, int start, int length) {
      if (inText) {
        text.append(letters, start, length);
      }
    }
  }
}
