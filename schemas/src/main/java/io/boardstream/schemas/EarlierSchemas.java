package io.boardstream.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/**
 * The released versions of the contract's schemas, for readers of what an earlier version stored.
 */
public final class EarlierSchemas {

  /** The folders of {@code src/main/released}; a test compares them. */
  static final List<String> VERSIONS = List.of("0.1");

  private EarlierSchemas() {}

  /** Every released version of the schema of a topic's values; empty for any other schema. */
  public static List<Schema> of(Schema current) {
    return TopicCatalogue.all().stream()
        .filter(
            topic ->
                topic.value().map(Schema::getFullName).equals(Optional.of(current.getFullName())))
        .flatMap(topic -> VERSIONS.stream().map(version -> released(version, topic)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** Absent for a topic that came with a later version. */
  private static Optional<Schema> released(String version, Topic topic) {
    String name = "released/" + version + "/" + topic.name() + ".avsc";
    try (InputStream file = EarlierSchemas.class.getResourceAsStream(name)) {
      return file == null
          ? Optional.empty()
          : Optional.of(
              new Schema.Parser(NameValidator.UTF_VALIDATOR).parse(Objects.requireNonNull(file)));
    } catch (IOException e) {
      throw new UncheckedIOException("Reading " + name, e);
    }
  }
}
