package io.boardstream.batch;

import io.boardstream.avro.EditorialOverride;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.CatalogueException;
import io.boardstream.matrix.documents.DocumentSettings;
import io.boardstream.matrix.documents.Documents;
import io.boardstream.matrix.fold.BatchMatrix;
import io.boardstream.matrix.fold.MatrixRules;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.settings.MatrixSettings;
import io.boardstream.producers.RowReader;
import io.boardstream.producers.RowReaderException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Rows in, documents out: what the live system shows after the same rows, byte for byte but for
 * {@code generated_at}.
 */
public final class Convert {

  /** How often the progress is told, in rows. */
  private static final long PROGRESS_STEP = 10_000;

  private final Catalogue catalogue;
  private final MatrixRules rules;
  private final SortedMap<String, EditorialOverride> overrides;
  private final Documents documents;

  /**
   * A conversion with these settings; those of the live system give its documents.
   *
   * @param matrix catalogue, overrides and rules
   * @param documents what the documents say
   * @throws CatalogueException when a text of the catalogue is wrong
   */
  public Convert(MatrixSettings matrix, DocumentSettings documents) {
    this.catalogue = matrix.catalogue();
    this.rules = matrix.rules();
    this.overrides = matrix.overrides();
    this.documents = new Documents(documents);
  }

  /**
   * Reads all rows.
   *
   * @param progress told every 10,000 rows how many have been read, and at the end
   * @throws RowReaderException when the rows cannot be read to the end: there is no half matrix
   */
  public Converted run(RowReader rows, LongConsumer progress) {
    Tally tally = new Tally(new BatchMatrix(catalogue, rules), progress);
    overrides.forEach(tally.matrix::override);
    rows.read(tally::take);
    progress.accept(tally.read);
    return new Converted(tally.counts(), tally.matrix.models(), documents);
  }

  private static final class Tally {
    private final BatchMatrix matrix;
    private final LongConsumer progress;
    private final SortedMap<String, Long> filtered = new TreeMap<>();
    private final SortedMap<String, RowCounts.Rejected> rejected = new TreeMap<>();
    private long read;
    private long applied;

    Tally(BatchMatrix matrix, LongConsumer progress) {
      this.matrix = matrix;
      this.progress = progress;
    }

    void take(MappedRow row) {
      if (row instanceof MappedRow.Rejected refused) {
        rejected.merge(
            refused.rule(),
            new RowCounts.Rejected(1, "row " + refused.rowId() + ": " + refused.reason()),
            (first, next) -> new RowCounts.Rejected(first.count() + 1, first.example()));
      } else if (row instanceof MappedRow.Accepted accepted) {
        if (matrix.add(accepted.row())) {
          applied++;
        } else {
          filtered.merge(RowCounts.NO_MODEL, 1L, Long::sum);
        }
      }
      if (++read % PROGRESS_STEP == 0) {
        progress.accept(read);
      }
    }

    RowCounts counts() {
      return new RowCounts(read, applied, filtered, rejected);
    }
  }
}
