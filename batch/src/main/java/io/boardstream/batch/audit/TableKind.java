package io.boardstream.batch.audit;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.MatrixSummary;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.fold.AvroBytes;
import io.boardstream.matrix.fold.Summaries;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;

/**
 * One of the tables that the topology derives.
 *
 * @param type class of its values
 * @param bytes how values are compared: encoded anew, because the generated {@code equals} is wrong
 *     for some lists of times, and the bytes of a record depend on the schema of its writer
 * @param ordered gives what has no order of its own an order
 * @param model the model that a value is about; empty for a value that is about all
 */
record TableKind<T extends SpecificRecord>(
    Topic topic,
    Class<T> type,
    AvroBytes<T> bytes,
    UnaryOperator<T> ordered,
    Function<T, String> model) {

  /** Stands for all models. */
  static final String ALL_MODELS = "";

  static final TableKind<BenchmarkRun> RUNS =
      new TableKind<>(
          TopicCatalogue.BENCHMARK_RUNS,
          BenchmarkRun.class,
          new AvroBytes<>(
              BenchmarkRun.getClassSchema(), BenchmarkRun.getEncoder(), BenchmarkRun.getDecoder()),
          UnaryOperator.identity(),
          BenchmarkRun::getModelId);

  static final TableKind<Cell> CELLS =
      new TableKind<>(
          TopicCatalogue.MATRIX_CELLS,
          Cell.class,
          new AvroBytes<>(Cell.getClassSchema(), Cell.getEncoder(), Cell.getDecoder()),
          UnaryOperator.identity(),
          Cell::getModelId);

  static final TableKind<ModelCompatibility> MODELS =
      new TableKind<>(
          TopicCatalogue.MATRIX_MODELS,
          ModelCompatibility.class,
          new AvroBytes<>(
              ModelCompatibility.getClassSchema(),
              ModelCompatibility.getEncoder(),
              ModelCompatibility.getDecoder()),
          UnaryOperator.identity(),
          ModelCompatibility::getModelId);

  static final TableKind<MatrixSummary> SUMMARY =
      new TableKind<>(
          TopicCatalogue.MATRIX_SUMMARY,
          MatrixSummary.class,
          new AvroBytes<>(
              MatrixSummary.getClassSchema(),
              MatrixSummary.getEncoder(),
              MatrixSummary.getDecoder()),
          summary ->
              MatrixSummary.newBuilder(summary)
                  .setCellsByStatus(new TreeMap<>(summary.getCellsByStatus()))
                  .setModelsByEvidence(new TreeMap<>(summary.getModelsByEvidence()))
                  .build(),
          summary -> ALL_MODELS);

  /** What agents tried is no table of the matrix, and is not checked. */
  boolean isChecked(String key) {
    return !topic.equals(TopicCatalogue.MATRIX_SUMMARY) || !key.equals(Summaries.ATTEMPTS);
  }

  Digest digest(T value) {
    return Digest.of(bytes.encode(ordered.apply(value)));
  }
}
