package io.boardstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The committed page says what the catalogue and the schemas say. */
final class ContractPageTest {

  private static final Path PAGE = Path.of("../docs/contract/topics.md");

  @Test
  void theCommittedPageIsUpToDate() throws IOException {
    if (Boolean.getBoolean("contract.write")) {
      Files.writeString(PAGE, ContractPage.text());
    }

    assertThat(Files.readString(PAGE))
        .as(
            "docs/contract/topics.md; write it with: ./mvnw verify -pl schemas -am -Dcontract.write=true")
        .isEqualTo(ContractPage.text());
  }

  @Test
  void thePageNamesEveryTopicAndEveryField() {
    String page = ContractPage.text();

    for (Topic topic : ContractPage.documented()) {
      assertThat(page).contains("## " + topic.name() + "\n", topic.doc());
      topic
          .value()
          .ifPresent(
              schema ->
                  assertThat(schema.getFields())
                      .allSatisfy(
                          field -> assertThat(page).contains("| `" + field.name() + "` |")));
    }
  }
}
