package io.boardstream.matrix.documents;

import static io.boardstream.matrix.documents.Matrices.TUESDAY;
import static io.boardstream.matrix.documents.Matrices.cell;
import static io.boardstream.matrix.documents.Matrices.configuration;
import static io.boardstream.matrix.documents.Matrices.evidence;
import static io.boardstream.matrix.documents.Matrices.measurement;
import static io.boardstream.matrix.documents.Matrices.model;
import static io.boardstream.matrix.documents.Matrices.performance;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds of the documents of any matrix. */
final class RenderingLawsTest {
  private static final Documents DOCUMENTS = new Documents(DocumentSettings.defaults());
  private static final ObjectMapper JSON = new ObjectMapper();

  @Property
  void anyTextBecomesValidJsonThatReadsBackComposed(@ForAll("texts") String text)
      throws IOException {
    ModelCompatibility model = named(text);

    byte[] v2 = DOCUMENTS.model(model);
    byte[] v1 = DOCUMENTS.compatibility(List.of(model), TUESDAY);

    Schemas.assertValid(Schemas.MODEL, v2);
    Schemas.assertValid(Schemas.COMPATIBILITY, v1);
    String expected = Normalizer.normalize(wellFormed(text), Normalizer.Form.NFC);
    JsonNode document = JSON.readTree(decode(v2));
    assertThat(document.path("ml_model_name").textValue()).isEqualTo(expected);
    assertThat(document.path("tasks").path(0).textValue()).isEqualTo(expected);
    assertThat(document.path("cells").path(0).path("device_display_name").textValue())
        .isEqualTo(expected);
    assertThat(JSON.readTree(decode(v1)).path("models").path(0).path("display_name").textValue())
        .isEqualTo(expected);
  }

  @Property
  void composedAndDecomposedTextsGiveTheSameBytes(@ForAll("texts") String text) {
    String decomposed = Normalizer.normalize(wellFormed(text), Normalizer.Form.NFD);
    String composed = Normalizer.normalize(decomposed, Normalizer.Form.NFC);

    assertThat(DOCUMENTS.model(named(decomposed))).isEqualTo(DOCUMENTS.model(named(composed)));
  }

  @Property
  void everyDoubleReadsBackAsItself(@ForAll("doubles") double value) throws IOException {
    String text = JsonNumber.of(value);

    assertThat(Double.parseDouble(text)).isEqualTo(value == 0 ? 0.0 : value);
    assertThat(text.length()).isLessThanOrEqualTo(25);
    assertThat(text).doesNotEndWith(".0");
    byte[] document = DOCUMENTS.model(measured(value));
    assertThat(measuredValue(document).doubleValue()).isEqualTo(value == 0 ? 0.0 : value);
  }

  @Property(tries = 20)
  void whatIsNoNumberIsNull(@ForAll("notNumbers") double value) throws IOException {
    byte[] document = DOCUMENTS.model(measured(value));

    Schemas.assertValid(Schemas.MODEL, document);
    assertThat(measuredValue(document).isNull()).isTrue();
  }

  @Property
  void equalModelsGiveEqualBytesInAnyOrder(
      @ForAll @Size(max = 5) List<@Size(max = 5) String> texts, @ForAll long seed) {
    List<ModelCompatibility> models = new ArrayList<>();
    List<ModelCompatibility> copies = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      ModelCompatibility model =
          model("m-" + i).setMlModelName(texts.get(i)).setLinks(links(texts)).build();
      models.add(model);
      copies.add(ModelCompatibility.newBuilder(model).setLinks(links(texts)).build());
    }
    Collections.shuffle(copies, new java.util.Random(seed));

    assertThat(DOCUMENTS.compatibility(copies, TUESDAY))
        .isEqualTo(DOCUMENTS.compatibility(models, TUESDAY));
    assertThat(DOCUMENTS.index(copies)).isEqualTo(DOCUMENTS.index(models));
    for (int i = 0; i < models.size(); i++) {
      ModelCompatibility twin = ModelCompatibility.newBuilder(models.get(i)).build();
      assertThat(DOCUMENTS.model(twin)).isEqualTo(DOCUMENTS.model(models.get(i)));
    }
  }

  /** Examples of RFC 8785, appendix B, and of numbers that JDKs before 19 wrote differently. */
  @ParameterizedTest
  @CsvSource({
    "0000000000000000, 0",
    "8000000000000000, 0",
    "0000000000000001, 5e-324",
    "8000000000000001, -5e-324",
    "0000000000000002, 1e-323",
    "7fefffffffffffff, 1.7976931348623157e+308",
    "4340000000000000, 9007199254740992",
    "c340000000000000, -9007199254740992",
    "4430000000000000, 295147905179352830000",
    "44b52d02c7e14af5, 9.999999999999997e+22",
    "44b52d02c7e14af6, 1e+23",
    "44b52d02c7e14af7, 1.0000000000000001e+23",
    "444b1ae4d6e2ef4e, 999999999999999700000",
    "444b1ae4d6e2ef50, 1e+21",
    "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d, 0.000001",
    "41b3de4355555553, 333333333.3333332",
    "43143ff3c1cb0959, 1424953923781206.2",
  })
  void numbersAreWrittenAsRfc8785Says(String bits, String text) {
    double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));

    assertThat(JsonNumber.of(value)).isEqualTo(text);
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<Character> odd =
        Arbitraries.of(
            '\ud800', '\udc00', '\u0000', '\u001f', '"', '\\', '<', '\u2028', '\u0301', 'e',
            '\uffff', 'Å', '\u0323', '\n', '\r', 'ﬁ');
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(30),
        odd.list().ofMaxSize(12).map(RenderingLawsTest::join));
  }

  @Provide
  Arbitrary<Double> doubles() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite),
        Arbitraries.doubles(),
        Arbitraries.integers().map(whole -> whole / 100.0));
  }

  @Provide
  Arbitrary<Double> notNumbers() {
    return Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
  }

  private static ModelCompatibility named(String text) {
    return model("m-fp16")
        .setMlModelName(text)
        .setDisplayName(text)
        .setFamily(text)
        .setDescription(text)
        .setTasks(List.of(text))
        .setEditorialNotes(List.of(text))
        .setParameters(text)
        .setPrecision(text)
        .setCells(List.of(cell("d", Status.SUPPORTED).setDeviceDisplayName(text).build()))
        .build();
  }

  private static ModelCompatibility measured(double value) {
    return model("m-fp16")
        .setCells(
            List.of(
                cell("d", Status.SUPPORTED)
                    .setPerformance(
                        List.of(
                            performance(
                                configuration(1L, 1L, 1L),
                                evidence("1", TUESDAY),
                                measurement("benchmark", "m", value))))
                    .build()))
        .build();
  }

  private static JsonNode measuredValue(byte[] document) throws IOException {
    JsonNode performance =
        JSON.readTree(document).path("cells").path(0).path("performance").path(0);
    return performance.path("measurements").path(0).path("value");
  }

  private static Map<String, String> links(List<String> texts) {
    return texts.isEmpty()
        ? Map.of()
        : Map.of("huggingface", "https://a.example", "docs", "https://b.example", "github", "x:y");
  }

  private static String decode(byte[] document) throws CharacterCodingException {
    return UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
  }

  private static String wellFormed(String text) {
    StringBuilder mended = new StringBuilder();
    text.codePoints()
        .map(c -> c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c)
        .forEach(mended::appendCodePoint);
    return mended.toString();
  }

  private static String join(List<Character> characters) {
    StringBuilder text = new StringBuilder();
    characters.forEach(text::append);
    return text.toString();
  }
}
