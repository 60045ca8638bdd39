package io.boardstream.producers.excel;

import io.boardstream.producers.RowReaderException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.poi.EncryptedDocumentException;
import org.apache.poi.hssf.OldExcelFormatException;
import org.apache.poi.openxml4j.exceptions.OpenXML4JException;
import org.apache.poi.poifs.crypt.Decryptor;
import org.apache.poi.poifs.filesystem.FileMagic;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.jspecify.annotations.Nullable;
import org.xml.sax.SAXException;

/** An Excel file of either format, whose cells are met once and never kept. */
final class Workbook {

  private final Path file;

  Workbook(Path file) {
    this.file = file;
  }

  /**
   * Visits all sheets.
   *
   * @throws RowReaderException when the file is none that can be read (to the end)
   */
  void read(SheetVisitor visitor) {
    if (!Files.isRegularFile(file)) {
      throw new RowReaderException("There is no file " + file);
    }
    try {
      SheetVisitor guarded = new Guarded(visitor);
      FileMagic magic = FileMagic.valueOf(file.toFile());
      if (magic == FileMagic.OOXML) {
        new XlsxSheets(file.toFile()).read(guarded);
      } else if (magic == FileMagic.OLE2) {
        readOle(file.toFile(), guarded);
      } else {
        throw new RowReaderException(
            "%s is no Excel file (it looks like %s); .xlsx and .xls can be read, and CSV by 'boardstream csv'"
                .formatted(file, magic == FileMagic.UNKNOWN ? "something else" : magic));
      }
    } catch (VisitorFailedException e) {
      throw e.failure();
    } catch (RowReaderException e) {
      throw e;
    } catch (EncryptedDocumentException e) {
      throw locked(e);
    } catch (OldExcelFormatException e) {
      throw new RowReaderException(
          file + " is older than Excel 97; save it again as .xlsx: " + reason(e), e);
    } catch (SAXException | OpenXML4JException | IOException | RuntimeException e) {
      // The library answers damage with exceptions of many kinds.
      throw new RowReaderException(
          "%s is damaged, cut short or made to harm, and was not read to its end: %s"
              .formatted(file, reason(e)),
          e);
    }
  }

  private void readOle(File ole, SheetVisitor visitor) throws IOException {
    try (POIFSFileSystem files = new POIFSFileSystem(ole, true)) {
      if (files.getRoot().hasEntryCaseInsensitive(Decryptor.DEFAULT_POIFS_ENTRY)) {
        throw locked(null);
      }
      new XlsSheets(files).read(visitor);
    }
  }

  private RowReaderException locked(@Nullable Exception e) {
    String message = file + " is protected by a password; save it without one";
    return e == null ? new RowReaderException(message) : new RowReaderException(message, e);
  }

  private static String reason(Throwable e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return message.lines().findFirst().orElse("");
  }

  /** Keeps failures of the visitor apart from those of the file. */
  private record Guarded(SheetVisitor visitor) implements SheetVisitor {

    @Override
    public void sheet(String name) {
      try {
        visitor.sheet(name);
      } catch (RuntimeException e) {
        throw new VisitorFailedException(e);
      }
    }

    @Override
    public void row(int number, Map<Integer, CellValue> cells, double done) {
      try {
        visitor.row(number, cells, done);
      } catch (RuntimeException e) {
        throw new VisitorFailedException(e);
      }
    }
  }

  private static final class VisitorFailedException extends RuntimeException {

    private final RuntimeException failure;

    VisitorFailedException(RuntimeException failure) {
      super(failure);
      this.failure = failure;
    }

    RuntimeException failure() {
      return failure;
    }
  }
}
