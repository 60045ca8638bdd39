package io.boardstream.schemas;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * The schemas that were released, a folder per version, a file per topic. They are never changed.
 */
final class ReleasedSchemas {

  static final Path FOLDER = Path.of("src/main/released");

  private static final String SUFFIX = ".avsc";

  private ReleasedSchemas() {}

  static List<String> versions() throws IOException {
    try (Stream<Path> folders = Files.list(FOLDER)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  /** By topic, without prefix. */
  static Map<String, Schema> of(String version) throws IOException {
    Map<String, Schema> schemas = new TreeMap<>();
    try (Stream<Path> files = Files.list(FOLDER.resolve(version))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        schemas.put(
            name.substring(0, name.length() - SUFFIX.length()),
            new Schema.Parser().parse(Files.readString(file)));
      }
    }
    return schemas;
  }

  /** Writes the current schemas as a new version. */
  static void release(String version) throws IOException {
    if (!version.matches("[0-9]+\\.[0-9]+") || Files.exists(FOLDER.resolve(version))) {
      throw new IllegalArgumentException("Not a new version such as 0.2: " + version);
    }
    Files.createDirectories(FOLDER.resolve(version));
    for (Topic topic : ContractPage.documented()) {
      if (topic.value().isPresent()) {
        Files.writeString(
            FOLDER.resolve(version).resolve(topic.name() + SUFFIX), text(topic.value().get()));
      }
    }
  }

  /** As registries get it: without what only Java's generated classes need. */
  private static String text(Schema schema) throws IOException {
    String plain = schema.toString().replace(",\"avro.java.string\":\"String\"", "");
    return new ObjectMapper().readTree(new Schema.Parser().parse(plain).toString()).toPrettyString()
        + "\n";
  }
}
