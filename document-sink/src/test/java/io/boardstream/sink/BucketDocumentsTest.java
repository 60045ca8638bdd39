package io.boardstream.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A reader of a bucket sees what is there now, and leaves it so. */
final class BucketDocumentsTest {

  @Test
  void aReaderSeesDocumentsAndNothingElseAndClaimsNothing() throws Exception {
    try (LocalS3 server = new LocalS3();
        BucketDocuments documents =
            BucketDocuments.of(new SinkSettings(server.values("live"))).orElseThrow()) {
      server.write("live/models/b.json", "{}");
      server.write("live/models/a.json", "{\"a\":1}");
      server.write("live/models/readme.txt", "no document");
      server.write("elsewhere/models/c.json", "{}");

      assertThat(documents.where()).isEqualTo("s3://matrix/live/");
      assertThat(documents.models()).containsExactly("models/a.json", "models/b.json");
      assertThat(documents.read("models/a.json").orElseThrow()).asString().isEqualTo("{\"a\":1}");
      assertThat(documents.read("models/c.json")).isEmpty();

      server.write("live/models/a.json", "{}");
      assertThat(documents.read("models/a.json").orElseThrow()).asString().isEqualTo("{}");
      assertThat(server.objects("live/")).hasSize(3);
    }
  }

  @Test
  void aBucketThatDoesNotAnswerIsTold() throws Exception {
    Map<String, String> values;
    try (LocalS3 server = new LocalS3()) {
      values = server.values("live");
    }
    values.put("documents.s3.timeout.ms", "500");

    try (BucketDocuments documents = BucketDocuments.of(new SinkSettings(values)).orElseThrow()) {
      assertThatThrownBy(documents::models)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Cannot read documents in s3://matrix/live/ at http://127.0.0.1:");
    }
  }

  @Test
  void withoutABucketThereIsNothingToRead() {
    assertThat(BucketDocuments.of(new SinkSettings(Map.of()))).isEmpty();
  }
}
