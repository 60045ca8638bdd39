package io.boardstream.matrix.documents;

import static io.boardstream.matrix.documents.Matrices.MONDAY;
import static io.boardstream.matrix.documents.Matrices.TUESDAY;
import static io.boardstream.matrix.documents.Matrices.cell;
import static io.boardstream.matrix.documents.Matrices.model;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DocumentsTest {
  private static final Documents DOCUMENTS = new Documents(DocumentSettings.defaults());
  private static final Documents SEED_SHAPE =
      new Documents(new DocumentSettings("database", false, false, false));
  private static final List<ModelCompatibility> MODELS = List.of(Matrices.rich(), Matrices.poor());

  @Test
  void theDocumentsAreAsTheyHaveAlwaysBeen() throws IOException {
    assertGolden("model.json", DOCUMENTS.model(Matrices.rich()));
    assertGolden("compatibility.json", DOCUMENTS.compatibility(MODELS, TUESDAY));
    assertGolden("compatibility-without-extras.json", SEED_SHAPE.compatibility(MODELS, TUESDAY));
    assertGolden("index.json", DOCUMENTS.index(MODELS));
  }

  @Test
  void theDocumentsFollowTheirSchemas() {
    Schemas.assertValid(Schemas.MODEL, DOCUMENTS.model(Matrices.rich()));
    Schemas.assertValid(Schemas.MODEL, DOCUMENTS.model(Matrices.poor()));
    Schemas.assertValid(Schemas.COMPATIBILITY, DOCUMENTS.compatibility(MODELS, TUESDAY));
    Schemas.assertValid(Schemas.COMPATIBILITY, SEED_SHAPE.compatibility(MODELS, TUESDAY));
    Schemas.assertValid(Schemas.COMPATIBILITY, DOCUMENTS.compatibility(List.of(), TUESDAY));
    Schemas.assertValid(Schemas.INDEX, DOCUMENTS.index(MODELS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"tasks\": \"Chat\"",
        "\"tasks\": null",
        "\"compatibility\": {}",
        "\"family\": null",
        "\"surprise\": 1"
      })
  void theSchemaRefusesWhatWouldBreakTheWebsite(String field) {
    String document = text(DOCUMENTS.compatibility(List.of(Matrices.poor()), TUESDAY));
    String name = field.substring(0, field.indexOf(':'));
    String broken =
        document.contains(name)
            ? document.replaceAll(name + ": (\\[]|\"[^\"]*\")", field)
            : document.replace("\"family\"", field + ", \"family\"");

    assertThat(broken).isNotEqualTo(document);
    assertThat(Schemas.validate(Schemas.COMPATIBILITY, broken)).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(Status.class)
  void onlyCellsOfWhichSomethingIsKnownAreListed(Status status) throws IOException {
    ModelCompatibility model =
        model("m-fp16").setCells(List.of(cell("n150", status).build())).build();

    JsonNode listed = compatibility(DOCUMENTS, model).path("compatibility");
    JsonNode all =
        compatibility(new Documents(new DocumentSettings("excel", true, true, false)), model)
            .path("compatibility");

    switch (status) {
      case SUPPORTED -> assertThat(listed.findValuesAsText("status")).containsExactly("Supported");
      case NOT_SUPPORTED ->
          assertThat(listed.findValuesAsText("status")).containsExactly("Not Supported");
      case COMING_SOON ->
          assertThat(listed.findValuesAsText("status")).containsExactly("Coming Soon");
      case DEPRECATED ->
          assertThat(listed.findValuesAsText("status")).containsExactly("Deprecated");
      case UNTESTED, UNKNOWN -> assertThat(listed).isEmpty();
    }
    if (status == Status.UNTESTED) {
      assertThat(all.findValuesAsText("status")).containsExactly("Not Supported");
    } else {
      assertThat(all).isEqualTo(listed);
    }
  }

  @Test
  void theReferenceDeviceIsListedOnlyWhereThatIsAskedFor() throws IOException {
    ModelCompatibility model =
        model("m-fp16").setCells(List.of(cell("cpu", Status.SUPPORTED).build())).build();
    Documents asking = new Documents(new DocumentSettings("database", false, true, true));

    assertThat(compatibility(DOCUMENTS, model).path("compatibility")).isEmpty();
    assertThat(compatibility(asking, model).path("compatibility")).hasSize(1);
    assertThat(text(DOCUMENTS.model(model))).contains("\"cpu\"");
  }

  @Test
  void aModelWithoutAnyCellIsStillListed() throws IOException {
    JsonNode model = compatibility(DOCUMENTS, Matrices.poor());

    assertThat(model.path("compatibility").isArray()).isTrue();
    assertThat(model.path("compatibility")).isEmpty();
    assertThat(model.path("tasks").isArray()).isTrue();
    assertThat(model.path("parameters").isNull()).isTrue();
    assertThat(model.path("context_window").isNull()).isTrue();
  }

  @Test
  void modelsAreOrderedByIdWhateverOrderTheyComeIn() {
    List<ModelCompatibility> reversed = List.of(Matrices.poor(), Matrices.rich());

    assertThat(DOCUMENTS.compatibility(reversed, MONDAY))
        .isEqualTo(DOCUMENTS.compatibility(MODELS, MONDAY));
    assertThat(DOCUMENTS.index(reversed)).isEqualTo(DOCUMENTS.index(MODELS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../etc/passwd", "Upper", "a b", "a.json"})
  void anIdThatIsNoSafeFileNameIsRefused(String id) {
    ModelCompatibility model = model(id).build();

    assertThatIllegalArgumentException().isThrownBy(() -> DOCUMENTS.model(model));
    assertThatIllegalArgumentException().isThrownBy(() -> DOCUMENTS.index(List.of(model)));
  }

  @Test
  void twoModelsOfOneIdAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DOCUMENTS.index(List.of(Matrices.poor(), Matrices.poor())))
        .withMessageContaining("frobnicator-fp16");
  }

  @Test
  void theTimeOfAnExistingDocumentIsFound() {
    assertThat(Documents.generatedAt(DOCUMENTS.compatibility(MODELS, MONDAY))).contains(MONDAY);
    String elsewhere =
        "{\"models\":[{\"metadata\":{}}],\"metadata\":{\"x\":{},\"generated_at\":\"%s\"}}";
    assertThat(Documents.generatedAt(elsewhere.formatted(MONDAY).getBytes(UTF_8))).contains(MONDAY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}",
        "{\"metadata\":{\"generated_at\":\"yesterday\"}}",
        "{\"metadata\":{\"generated_at\":5}}",
        "{\"metadata\":[]}",
        "\u0000"
      })
  void whatIsNoDocumentHasNoTime(String text) {
    assertThat(Documents.generatedAt(text.getBytes(UTF_8))).isEmpty();
  }

  private static JsonNode compatibility(Documents documents, ModelCompatibility model)
      throws IOException {
    byte[] document = documents.compatibility(List.of(model), TUESDAY);
    Schemas.assertValid(Schemas.COMPATIBILITY, document);
    return new ObjectMapper().readTree(document).path("models").path(0);
  }

  private static String text(byte[] document) {
    return new String(document, UTF_8);
  }

  /**
   * Compares with the file of the contract. A change that is wanted is written with {@code
   * -Dgolden.write=true}, and then read as a change of the contract.
   */
  private static void assertGolden(String name, byte[] document) throws IOException {
    if (Boolean.getBoolean("golden.write")) {
      Files.write(
          Path.of("src/test/resources/io/boardstream/matrix/documents").resolve(name), document);
      return;
    }
    try (InputStream in =
        Objects.requireNonNull(DocumentsTest.class.getResourceAsStream(name), name)) {
      assertThat(text(document)).isEqualTo(new String(in.readAllBytes(), UTF_8));
    }
  }
}
