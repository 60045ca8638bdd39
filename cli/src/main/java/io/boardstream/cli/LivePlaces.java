package io.boardstream.cli;

import io.boardstream.batch.LiveDocuments;
import io.boardstream.runtime.Settings;
import io.boardstream.sink.BucketDocuments;
import io.boardstream.sink.SinkSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Everywhere a sink with these settings keeps documents. */
final class LivePlaces implements AutoCloseable {

  private final List<LiveDocuments> all = new ArrayList<>();
  private final Optional<BucketDocuments> bucket;

  LivePlaces(Settings settings) {
    SinkSettings sink = new SinkSettings(settings.values());
    sink.folder().map(LiveDocuments::inFolder).ifPresent(all::add);
    bucket = BucketDocuments.of(sink);
    bucket.map(LivePlaces::documents).ifPresent(all::add);
  }

  List<LiveDocuments> all() {
    return all;
  }

  /** Between two rooms that do not know each other. */
  private static LiveDocuments documents(BucketDocuments bucket) {
    return new LiveDocuments() {
      @Override
      public String where() {
        return bucket.where();
      }

      @Override
      public Optional<byte[]> read(String name) throws IOException {
        return bucket.read(name);
      }

      @Override
      public List<String> models() throws IOException {
        return bucket.models();
      }
    };
  }

  @Override
  public void close() {
    bucket.ifPresent(BucketDocuments::close);
  }
}
