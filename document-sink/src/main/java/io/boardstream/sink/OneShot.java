package io.boardstream.sink;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.documents.Documents;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Brings the destinations of some settings to a matrix once, one after the other, without Kafka.
 */
public final class OneShot {

  /**
   * What it took.
   *
   * @param destination {@code folder} or {@code bucket}
   * @param seconds for the model documents and the two full ones, opened and closed
   * @param written model documents whose bytes differed
   */
  public record Result(String destination, double seconds, long written) {}

  private OneShot() {}

  /**
   * Writes, and returns when all is safe.
   *
   * @param settings as the sink has them
   * @throws IOException when a destination does not take it; the message is for people
   */
  public static List<Result> write(
      Map<String, String> settings, Collection<ModelCompatibility> models) throws IOException {
    SinkSettings sink = new SinkSettings(settings);
    Documents documents = new Documents(sink.documents());
    List<Result> results = new ArrayList<>();
    for (Place place : DocumentSink.places(sink)) {
      DestinationMetrics metrics = new DestinationMetrics(new SimpleMeterRegistry(), place.label());
      long begin = System.nanoTime();
      try (DocumentWriter writer =
          new DocumentWriter(
              place,
              documents,
              sink.fullInterval(),
              Clock.systemUTC(),
              System::nanoTime,
              metrics)) {
        writer.open();
        models.forEach(model -> writer.put(model.getModelId(), model, documents.model(model)));
        writer.complete(models.stream().map(ModelCompatibility::getModelId).toList());
        writer.flush();
        if (!writer.isSettled()) {
          throw new IOException(writer.problem().orElse("not all documents were written"));
        }
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      results.add(new Result(place.label(), seconds, (long) metrics.written.count()));
    }
    return results;
  }
}
