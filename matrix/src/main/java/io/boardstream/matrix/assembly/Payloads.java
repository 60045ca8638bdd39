package io.boardstream.matrix.assembly;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.CicdJob;
import io.boardstream.avro.CicdMeasurement;
import io.boardstream.avro.CicdPipeline;
import io.boardstream.avro.CicdRun;
import io.boardstream.avro.CompileEvent;
import io.boardstream.avro.RunEvent;
import io.boardstream.matrix.fold.AvroBytes;

/** How rows of the tables, without their versions, and events are kept: as Avro. */
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

  static final AvroBytes<CompileEvent> COMPILE_EVENTS =
      new AvroBytes<>(
          CompileEvent.getClassSchema(), CompileEvent.getEncoder(), CompileEvent.getDecoder());

  static final AvroBytes<RunEvent> RUN_EVENTS =
      new AvroBytes<>(RunEvent.getClassSchema(), RunEvent.getEncoder(), RunEvent.getDecoder());

  private Payloads() {}
}
