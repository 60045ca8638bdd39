package io.boardstream.matrix.assembly;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.CicdJob;
import io.boardstream.avro.CicdMeasurement;
import io.boardstream.avro.CicdPipeline;
import io.boardstream.avro.CicdRun;
import io.boardstream.matrix.fold.AvroBytes;

/** How the rows of the tables are kept: as Avro, without their versions. */
final class Payloads {

  static final AvroBytes<CicdPipeline> PIPELINES =
      new AvroBytes<>(
          CicdPipeline.getClassSchema(), CicdPipeline.getEncoder(), CicdPipeline.getDecoder());

  static final AvroBytes<CicdJob> JOBS =
      new AvroBytes<>(CicdJob.getClassSchema(), CicdJob.getEncoder(), CicdJob.getDecoder());

  static final AvroBytes<CicdRun> RUNS =
      new AvroBytes<>(CicdRun.getClassSchema(), CicdRun.getEncoder(), CicdRun.getDecoder());

  static final AvroBytes<CicdMeasurement> MEASUREMENTS =
      new AvroBytes<>(
          CicdMeasurement.getClassSchema(),
          CicdMeasurement.getEncoder(),
          CicdMeasurement.getDecoder());

  static final AvroBytes<BenchmarkRow> ROWS =
      new AvroBytes<>(
          BenchmarkRow.getClassSchema(), BenchmarkRow.getEncoder(), BenchmarkRow.getDecoder());

  private Payloads() {}
}
