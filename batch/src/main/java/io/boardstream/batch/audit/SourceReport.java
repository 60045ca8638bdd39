package io.boardstream.batch.audit;

import io.boardstream.batch.RowCounts;

/**
 * What became of the keys of one source: each was applied, rejected or filtered.
 *
 * @param source its name
 * @param database whether it was read where it comes from; otherwise nobody can be asked, and its
 *     rows are those on {@code benchmark.rows}
 * @param counts by what became of them
 */
public record SourceReport(String source, boolean database, RowCounts counts) {}
