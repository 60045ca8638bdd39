package io.boardstream.matrix.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.boardstream.matrix.catalogue.CatalogueText;
import io.boardstream.matrix.catalogue.YamlMap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules on real error texts and CI logs, where the samples lie beside the repository. */
final class FailureSamplesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FailureRules rules = FailureRules.builtIn();
  private final Confusion labelled = new Confusion();
  private Path data;
  private Map<String, String> categories;

  @BeforeEach
  void findSamples() throws IOException {
    data = Path.of("../../shared/data");
    if (!Files.exists(data)) {
      data = Path.of("../../../shared/data");
    }
    assumeTrue(Files.exists(data.resolve("failures")), "no samples beside the repository");
    categories = labels();
  }

  @Test
  void mostLabelledTextsAreInTheRightCategory() throws IOException {
    for (JsonNode example : lines("failures/failing_reasons_examples.jsonl")) {
      add(example.get("category").asText(), example.get("error_text").asText());
    }
    double examples = labelled.right();
    Path ci = data.resolve("tt_github_actions/ai_job_summary_fixtures");
    try (DirectoryStream<Path> answers =
        Files.newDirectoryStream(ci.resolve("mock_responses"), "*.json")) {
      for (Path answer : answers) {
        JsonNode expected = JSON.readTree(answer.toFile());
        String name = answer.getFileName().toString().replace(".json", ".txt");
        String fine =
            expected.get("category").asText() + "/" + expected.get("subcategory").asText();
        String log = Files.readString(ci.resolve("log_samples").resolve(name));
        add(categories.containsKey(fine) ? fine : expected.get("category").asText(), log);
      }
    }

    System.out.println(labelled);

    assertThat(examples).isGreaterThanOrEqualTo(0.85);
    assertThat(labelled.right()).isGreaterThanOrEqualTo(0.85);
    assertThat(labelled.unknown()).isLessThanOrEqualTo(0.10);
  }

  @Test
  void fewTextsOfAnyKindAreUnknown() throws IOException {
    Confusion all = new Confusion();
    for (JsonNode error : lines("failures/tt_torch_op_compile_errors.jsonl")) {
      count(all, error.get("compile_error").asText());
    }
    for (List<String> row : csv("failures/tt_xla_xfail_reasons.csv")) {
      count(all, row.get(2));
    }

    assertThat(all.texts()).isGreaterThan(400);
    assertThat(all.unknown()).isLessThanOrEqualTo(0.10);
  }

  @Test
  void descriptionsOfTheLabelsThemselvesMostlyAgree() throws IOException {
    // Nobody wrote rules for these sentences: they show whether the rules generalise.
    Confusion descriptions = new Confusion();
    for (List<String> row : csv("failures/failing_reasons_taxonomy.csv")) {
      if (!row.get(1).equals("UNCLASSIFIED") && categories.containsKey(row.get(1))) {
        descriptions.add(categories.get(row.get(1)), rules.diagnose(row.get(2)).category().id());
      }
    }

    System.out.println(descriptions);

    assertThat(descriptions.texts()).isGreaterThan(100);
    assertThat(descriptions.right()).isGreaterThanOrEqualTo(0.80);
  }

  @Test
  void everyLabelHasACategoryThatExists() throws IOException {
    assertThat(categories.values()).allSatisfy(id -> assertThat(rules.category(id)).isPresent());
    for (List<String> row : csv("failures/failing_reasons_taxonomy.csv")) {
      if (!row.get(1).equals("UNCLASSIFIED")) {
        assertThat(categories).containsKey(row.get(1));
      }
    }
  }

  private void add(String label, String text) {
    assertThat(categories).as("labels.yaml").containsKey(label);
    labelled.add(categories.get(label), rules.diagnose(text).category().id());
  }

  private void count(Confusion all, String text) {
    String id = rules.diagnose(text).category().id();
    all.add(id, id);
  }

  private List<JsonNode> lines(String file) throws IOException {
    try (MappingIterator<JsonNode> nodes =
        JSON.readerFor(JsonNode.class).<JsonNode>readValues(data.resolve(file).toFile())) {
      return nodes.readAll();
    }
  }

  private List<List<String>> csv(String file) throws IOException {
    try (MappingIterator<List<String>> rows =
        new CsvMapper()
            .readerForListOf(String.class)
            .with(CsvParser.Feature.WRAP_AS_ARRAY)
            .readValues(data.resolve(file).toFile())) {
      List<List<String>> all = rows.readAll();
      return all.subList(1, all.size());
    }
  }

  private static Map<String, String> labels() throws IOException {
    try (InputStream in = FailureSamplesTest.class.getResourceAsStream("labels.yaml")) {
      String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Map<String, String> labels = new HashMap<>();
      YamlMap.parse(new CatalogueText("labels.yaml", yaml), Set.of("labels"))
          .orElseThrow()
          .maps("labels", Set.of("label", "category", "note"))
          .forEach(entry -> labels.put(entry.required("label"), entry.required("category")));
      return labels;
    }
  }
}
