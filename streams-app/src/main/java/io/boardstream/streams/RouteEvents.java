package io.boardstream.streams;

import io.boardstream.avro.CompileEvent;
import io.boardstream.avro.RunEvent;
import io.boardstream.matrix.assembly.AttemptRows;
import io.boardstream.schemas.serde.AvroSerdes;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Sends each event to the task of its job; one that cannot be read becomes a dead letter. */
final class RouteEvents implements Processor<byte[], byte[], byte[], Routed> {

  /** An event of this size can still be sent on. */
  private static final int MAX_VALUE_BYTES = 1 << 20;

  private final String compileEvents;
  private final Deserializer<CompileEvent> compiled;
  private final Deserializer<RunEvent> ran;
  private final Counts counts;
  private @Nullable ProcessorContext<byte[], Routed> context;

  /**
   * @param compileEvents name of the topic of compilations; all else are runs
   */
  RouteEvents(String compileEvents, AvroSerdes serdes, Counts counts) {
    this.compileEvents = compileEvents;
    this.compiled = serdes.values(CompileEvent.class).deserializer();
    this.ran = serdes.values(RunEvent.class).deserializer();
    this.counts = counts;
  }

  @Override
  public void init(ProcessorContext<byte[], Routed> context) {
    this.context = context;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    if (record.value() == null) {
      bury(record, "MissingValue", "An event that says nothing");
      return;
    }
    if (record.value().length > MAX_VALUE_BYTES) {
      bury(record, "ValueTooLarge", "More than %,d bytes".formatted(MAX_VALUE_BYTES));
      return;
    }
    String topic = context().recordMetadata().map(metadata -> metadata.topic()).orElse("");
    try {
      if (topic.equals(compileEvents)) {
        CompileEvent event = compiled.deserialize(topic, record.headers(), record.value());
        send(record, event.getAttempt().getJobId(), AttemptRows.message(event));
      } else {
        RunEvent event = ran.deserialize(topic, record.headers(), record.value());
        send(record, event.getAttempt().getJobId(), AttemptRows.message(event));
      }
    } catch (SerializationException e) {
      bury(record, e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
    }
  }

  private void send(Record<byte[], byte[]> record, String jobId, byte[] message) {
    context()
        .forward(
            new Record<>(
                Text.encode(jobId), new Routed.ForJob(Bytes.wrap(message)), record.timestamp()));
  }

  private void bury(Record<byte[], byte[]> record, String exception, String message) {
    context().forward(DeadLetters.of(context(), record, exception, message));
    counts.rejected();
  }

  private ProcessorContext<byte[], Routed> context() {
    if (context == null) {
      throw new IllegalStateException("init() was not called");
    }
    return context;
  }
}
