package io.boardstream.matrix.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.ModelCompatibility;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Law 2: what is put together from parts is the document of the one renderer. */
final class CompatibilityPartsTest {

  private static final Instant AT = Instant.parse("2026-11-20T12:00:00.250Z");

  @Test
  void noneOneAndManyModelsMakeTheDocument() {
    List<ModelCompatibility> many = List.of(Matrices.poor(), Matrices.rich());

    assertSame(DocumentSettings.defaults(), List.of());
    assertSame(DocumentSettings.defaults(), List.of(Matrices.rich()));
    assertSame(DocumentSettings.defaults(), many);
    assertSame(new DocumentSettings("database", true, false, true), many);
  }

  @Property(tries = 200)
  void whateverTheTextsSay(@ForAll String source, @ForAll @Size(max = 4) List<String> texts) {
    List<ModelCompatibility> models =
        java.util.stream.IntStream.range(0, texts.size())
            .mapToObj(i -> Matrices.model("m-" + i).setDescription(texts.get(i)).build())
            .toList();

    assertSame(new DocumentSettings(source, false, true, false), models);
  }

  @Test
  void textsThatLookLikeTheFrameAreTexts() {
    String frame = "\n  \"models\": [\n    {}\n  ]\n}\n";

    assertSame(
        new DocumentSettings(frame, false, true, false),
        List.of(Matrices.model("m").setDescription(frame).build()));
  }

  private static void assertSame(DocumentSettings settings, List<ModelCompatibility> models) {
    Documents documents = new Documents(settings);
    CompatibilityParts parts = new CompatibilityParts(documents);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      parts.write(
          models.stream()
              .sorted(java.util.Comparator.comparing(ModelCompatibility::getModelId))
              .map(parts::part)
              .iterator(),
          AT,
          out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(out.toString(UTF_8))
        .isEqualTo(new String(documents.compatibility(models, AT), UTF_8));
  }
}
