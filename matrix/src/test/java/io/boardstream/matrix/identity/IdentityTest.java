package io.boardstream.matrix.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IdentityTest {

  @ParameterizedTest
  @CsvSource({
    "bge-large-en-v1.5, bge-large-en-v1-5",
    "Llama-3.1-8B-Instruct, llama-3-1-8b-instruct",
    "speecht5_tts, speecht5-tts",
    "MNIST   Linear, mnist-linear",
    "Command R+, command-r-plus",
    "../../etc/passwd, etc-passwd",
  })
  void namesBecomeSlugs(String name, String slug) {
    assertThat(Slug.of(name)).isEqualTo(slug);
  }

  @Test
  void namesThatLoseLettersStayApart() {
    assertThat(Slug.of("模型")).isNotEqualTo(Slug.of("数据")).startsWith("x-");
    assertThat(Slug.of("模型 A")).isNotEqualTo(Slug.of("数据 A")).startsWith("a-");
    assertThat(Slug.of("m".repeat(5000))).isNotEqualTo(Slug.of("m".repeat(5001)));
  }

  @Property
  void everyNameBecomesAnIdThatIsSafe(@ForAll String name, @ForAll String precision) {
    ModelName model = ModelName.parse(name);
    assertThat(
            Slug.isValid(
                VariantIds.VARIANT.id(
                    model.stem(false), ModelName.precision(Optional.of(precision)))))
        .isTrue();
    assertThat(Slug.isValid(model.routingKey())).isTrue();
    assertThat(Slug.of(Slug.of(name))).isEqualTo(Slug.of(name));
  }

  @Test
  void precisionIsPartOfTheIdAndDefaultsToFp16() {
    ModelName model = ModelName.parse("Llama-3.1-8B-Instruct");
    assertThat(VariantIds.VARIANT.id(model.stem(true), ModelName.precision(Optional.empty())))
        .isEqualTo("llama-3-1-8b-instruct-fp16");
    assertThat(VariantIds.VARIANT.id(model.stem(true), ModelName.precision(Optional.of("bf16"))))
        .isEqualTo("llama-3-1-8b-instruct-bf16");
  }

  @Test
  void organisationIsPartOfTheIdUnlessTheCatalogueSaysItIsTheSame() {
    ModelName model = ModelName.parse("meta-llama/Llama-3.1-8B-Instruct");
    assertThat(VariantIds.VARIANT.id(model.stem(true), "FP16"))
        .isEqualTo("llama-3-1-8b-instruct-fp16");
    assertThat(VariantIds.VARIANT.id(model.stem(false), "FP16"))
        .isEqualTo("meta-llama--llama-3-1-8b-instruct-fp16");
    assertThat(model.routingKey()).isEqualTo("llama-3-1-8b-instruct");
  }

  /** Two tasks must never write one document. */
  @Property
  void modelsThatAreFoldedApartHaveIdsApart(
      @ForAll("names") String a,
      @ForAll("names") String b,
      @ForAll("names") String precisionA,
      @ForAll("names") String precisionB,
      @ForAll boolean sameA,
      @ForAll boolean sameB) {
    ModelName one = ModelName.parse(a);
    ModelName other = ModelName.parse(b);
    Assume.that(!one.routingKey().equals(other.routingKey()));
    assertThat(VariantIds.VARIANT.id(one.stem(sameA), ModelName.precision(Optional.of(precisionA))))
        .isNotEqualTo(
            VariantIds.VARIANT.id(other.stem(sameB), ModelName.precision(Optional.of(precisionB))));
  }

  @Provide
  static Arbitrary<String> names() {
    return Arbitraries.strings().withChars('a', 'b', '-', '/').ofMinLength(1).ofMaxLength(5);
  }
}
