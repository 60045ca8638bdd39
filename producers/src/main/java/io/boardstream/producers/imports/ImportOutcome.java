package io.boardstream.producers.imports;

import io.boardstream.matrix.rows.MappedRow;
import java.util.List;

/**
 * What an import did.
 *
 * @param unchanged whether nothing was written, because the same had been imported before
 * @param accepted rows that are on the topic now
 * @param withoutModel how many of those name no model, and so are in no document
 * @param rejected rows that could not be used; each is a dead letter
 * @param examples the first of them
 * @param retracted rows of the source that an earlier import had and this one has not
 */
public record ImportOutcome(
    boolean unchanged,
    long accepted,
    long withoutModel,
    long rejected,
    List<MappedRow.Rejected> examples,
    long retracted) {

  public ImportOutcome {
    examples = List.copyOf(examples);
  }
}
