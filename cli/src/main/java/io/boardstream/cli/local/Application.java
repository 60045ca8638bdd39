package io.boardstream.cli.local;

import io.boardstream.matrix.settings.MatrixSettings;
import io.boardstream.notifier.Notifier;
import io.boardstream.producers.catalogue.CatalogueProducer;
import io.boardstream.producers.postgres.PostgresProducer;
import io.boardstream.runtime.Component;
import io.boardstream.runtime.Settings;
import io.boardstream.sink.DocumentSink;
import io.boardstream.site.Site;
import io.boardstream.streams.StreamsApp;
import io.micrometer.core.instrument.MeterRegistry;

/** A part that does our work, by the name that {@code run} and {@code status} use. */
public enum Application {
  /** First, so that documents are right from the first one on. */
  CATALOGUE("catalogue") {
    @Override
    public Component create(Settings settings, MeterRegistry metrics) {
      return new CatalogueProducer(settings, metrics);
    }
  },
  STREAMS("streams") {
    @Override
    public Component create(Settings settings, MeterRegistry metrics) {
      MatrixSettings matrix = Matrix.of(settings);
      return new StreamsApp(settings, matrix.catalogue(), matrix.rules(), metrics);
    }
  },
  SINK("sink") {
    @Override
    public Component create(Settings settings, MeterRegistry metrics) {
      return new DocumentSink(settings, metrics);
    }
  },
  SITE("site") {
    @Override
    public Component create(Settings settings, MeterRegistry metrics) {
      return new Site(settings, metrics);
    }
  },
  /** In a local system only where there is somebody to tell. */
  NOTIFIER("notifier") {
    @Override
    public Component create(Settings settings, MeterRegistry metrics) {
      return new Notifier(settings);
    }
  },
  PRODUCER("producer") {
    @Override
    public Component create(Settings settings, MeterRegistry metrics) {
      return new PostgresProducer(settings, metrics);
    }
  };

  private final String label;

  Application(String label) {
    this.label = label;
  }

  /** Makes the part; starts nothing. */
  public abstract Component create(Settings settings, MeterRegistry metrics);

  @Override
  public String toString() {
    return label;
  }
}
