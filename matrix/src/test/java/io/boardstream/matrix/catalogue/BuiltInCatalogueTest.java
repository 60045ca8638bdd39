package io.boardstream.matrix.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boardstream.matrix.identity.ModelName;
import io.boardstream.matrix.identity.Slug;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BuiltInCatalogueTest {
  private static final Catalogue CATALOGUE = Catalogue.builtIn();

  @ParameterizedTest
  @CsvSource({
    "n300x4, QuietBox (Wormhole)",
    "p150x4, QuietBox (Blackhole)",
    "t3k, LoudBox (Wormhole)",
    "loudbox-bh, LoudBox (Blackhole)",
    "galaxy, Galaxy (Wormhole)",
    "galaxy-bh, Galaxy (Blackhole)",
    "n150, n150 (Wormhole)",
    "n300, n300 (Wormhole)",
    "p100, p100 (Blackhole)",
    "p150, p150 (Blackhole)",
    "p300, p300 (Blackhole)",
  })
  void theElevenDevicesOfTheWebsiteHaveItsNames(String device, String displayName) {
    DeviceEntry entry = CATALOGUE.device(device);

    assertThat(entry.id()).isEqualTo(device);
    assertThat(entry.displayName()).isEqualTo(displayName);
    assertThat(entry.mapped()).isTrue();
    assertThat(displayName).contains(entry.architecture());
  }

  @ParameterizedTest
  @CsvSource({
    "P150X4, p150x4",
    "' T3K ', t3k",
    "galaxy_bh, galaxy-bh",
    "LoudBox BH, loudbox-bh",
    "wh_n150, n150",
    "WH-N300, n300",
    "gs_e150, e150",
    "gs_e300, e300",
    "e75, e75",
    "N150X4, n150x4",
    "n150_4x, n150x4",
    "P300X2, p300x2",
    "p150x8, p150x8",
    "GALAXY_T3K, galaxy-t3k",
    "DUAL_GALAXY, dual-galaxy",
    "quad galaxy, quad-galaxy",
    "Galaxy (Blackhole), galaxy-bh",
  })
  void devicesAreFoundByAnyOfTheirNames(String raw, String id) {
    assertThat(CATALOGUE.device(raw))
        .extracting(DeviceEntry::id, DeviceEntry::mapped)
        .containsExactly(id, true);
  }

  @Test
  void anUnknownDeviceIsShownByItsRawName() {
    assertThat(CATALOGUE.device(" Q900 Ultra "))
        .isEqualTo(new DeviceEntry("q900-ultra", "Q900 Ultra", false, ""));
  }

  @Test
  void aListedModelIsDescribed() {
    ModelEntry entry = CATALOGUE.model(ModelName.parse("llama-3.1-8b_instruct"));

    assertThat(entry.name()).isEqualTo("Llama-3.1-8B-Instruct");
    assertThat(entry.mapped()).isTrue();
    assertThat(entry.family()).isEqualTo("Llama");
    assertThat(entry.tasks()).containsExactly("Text Generation", "Chat");
    assertThat(entry.description()).endsWith(".").hasSizeGreaterThan(20);
    assertThat(entry.parameters()).contains("8B");
    assertThat(entry.contextWindow()).contains(131_072L);
    assertThat(entry.links())
        .containsEntry("huggingface", "https://huggingface.co/meta-llama/Llama-3.1-8B-Instruct");
  }

  @Test
  void theOrganisationThatPublishesAModelMayBeLeftOut() {
    assertThat(CATALOGUE.isSameAsBase(ModelName.parse("meta-llama/Llama-3.1-8B-Instruct")))
        .isTrue();
    assertThat(CATALOGUE.isSameAsBase(ModelName.parse("Meta-Llama/llama-3.1-8b-instruct")))
        .isTrue();
    assertThat(CATALOGUE.isSameAsBase(ModelName.parse("Llama-3.1-8B-Instruct"))).isTrue();
    assertThat(CATALOGUE.isSameAsBase(ModelName.parse("never-heard-of-it"))).isTrue();
  }

  @Test
  void anotherOrganisationsModelOfTheSameNameIsAnother() {
    ModelName other = ModelName.parse("someone/Llama-3.1-8B-Instruct");

    assertThat(CATALOGUE.isSameAsBase(other)).isFalse();
    ModelEntry entry = CATALOGUE.model(other);
    assertThat(entry.mapped()).isFalse();
    assertThat(entry.name()).isEqualTo("someone/Llama-3.1-8B-Instruct");
    assertThat(entry.links()).isEmpty();
    assertThat(entry.family()).isEqualTo("Llama");
    assertThat(CATALOGUE.isSameAsBase(ModelName.parse("kosbu/Llama-3.3-70B-Instruct-AWQ")))
        .isFalse();
  }

  @Test
  void aLinkToARepositoryOfAnotherNameSaysNothingAboutOrganisations() {
    assertThat(CATALOGUE.model(ModelName.parse("BERT-Large")).mapped()).isTrue();
    assertThat(CATALOGUE.isSameAsBase(ModelName.parse("google-bert/bert-large"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "Llama-9-8B-Instruct, Llama, 8B",
    "Qwen9-0.6B, Qwen, 0.6B",
    "Wan9.9-T2V-A14B-Diffusers, Wan, 14B active",
    "Qwen9-30B-A3B-Instruct-2507, Qwen, 30B",
    "Nous-Hermes-2-Mixtral-8x7B-DPO, Mixtral, 8x7B",
    "stablelm-2-1_6b-chat, StableLM, 1.6B",
    "bloomz-7b1, BLOOM, 7.1B",
    "pythia-70m-deduped, Other, 70M",
    "LFM2.5-1.2B-Instruct-MLX-4bit, Other, 1.2B",
    "Phi-3-mini-4k-instruct-gptq-4bit, Phi, ",
    "DeepSeek-R1-Distill-Llama-70B-AWQ, DeepSeek, 70B",
    "regnet_y_128gf, RegNet, ",
    "e5-mistral-7b-instruct, E5, 7B",
    "MNIST Linear, Other, ",
    "resnext101_32x8d, ResNeXt, ",
    "tf_efficientnet_lite0.in1k, EfficientNet, ",
  })
  void familyAndSizeOfAnUnlistedModelComeFromItsName(String name, String family, String size) {
    ModelEntry entry = CATALOGUE.model(ModelName.parse(name));

    assertThat(entry.mapped()).isFalse();
    assertThat(entry.family()).isEqualTo(family);
    assertThat(entry.parameters()).isEqualTo(Optional.ofNullable(size));
    assertThat(entry.description().isEmpty()).isEqualTo(family.equals("Other"));
  }

  @ParameterizedTest
  @CsvSource({
    "Llama-9-8B-Instruct, Text Generation; Chat",
    "Llama-9-8B, Text Generation",
    "Qwen9-VL-7B-Instruct, Image-Text-to-Text; Chat",
    "some-embedding-model, Text Embedding",
    "whisper-huge, Automatic Speech Recognition",
    "stable-diffusion-9-xxl, Text-to-Image",
    "stable-diffusion-9-inpainting, Image Inpainting",
    "Wan9-T2V-14B, Text-to-Video",
    "yolov12s, Object Detection",
    "resnext101_32x8d, Image Classification",
    "starcoder9-7b, Text Generation; Code Generation",
  })
  void tasksOfAnUnlistedModelComeFromItsName(String name, String tasks) {
    assertThat(CATALOGUE.model(ModelName.parse(name)).tasks())
        .isEqualTo(List.of(tasks.split("; ", -1)));
  }

  @Test
  void whatANameDoesNotSayStaysUnknown() {
    ModelEntry entry = CATALOGUE.model(ModelName.parse("frobnicator"));

    assertThat(entry.family()).isEqualTo("Other");
    assertThat(entry.tasks()).isEmpty();
    assertThat(entry.description()).isEmpty();
    assertThat(entry.links()).isEmpty();
    assertThat(entry.contextWindow()).isEmpty();
  }

  @Test
  void everyModelOfTheInferenceServerIsListed() throws IOException {
    Path csv = Path.of("../../shared/data/tt_inference_server/model_spec_status.csv");
    Path beside = Path.of("../../../shared/data/tt_inference_server/model_spec_status.csv");
    Path file = Files.exists(csv) ? csv : beside;
    assumeTrue(Files.exists(file), "the shared data is not beside the repository");

    List<String> repositories =
        Files.readAllLines(file).stream()
            .skip(1)
            .map(line -> line.split(",", -1)[2])
            .distinct()
            .toList();

    assertThat(repositories).hasSizeGreaterThan(60);
    assertThat(repositories)
        .allSatisfy(
            repository -> {
              ModelName name = ModelName.parse(repository);
              ModelEntry entry = CATALOGUE.model(name);
              assertThat(entry.mapped()).as(repository).isTrue();
              assertThat(entry.tasks()).isNotEmpty();
              assertThat(entry.description()).isNotEmpty();
              assertThat(CATALOGUE.device(repository).id()).isEqualTo(Slug.of(repository));
            });
  }
}
