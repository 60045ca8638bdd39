package io.boardstream.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;

/**
 * On a server in this process. For figures: {@code ./mvnw verify -pl benchmarks -am
 * -Dtest=BucketSpeedTest -Dsurefire.failIfNoSpecifiedTests=false -Dbench.s3.documents=1000}.
 */
final class BucketSpeedTest {

  @TempDir Path dir;

  @Test
  void aBucketIsMeasuredBesideAFolder() throws Exception {
    int documents = Integer.getInteger("bench.s3.documents", 40);
    try (TransientNio2BlobStore store = new TransientNio2BlobStore()) {
      store.createContainer(CreateBucketRequest.builder().bucket("bench").build());
      URI endpoint = freeEndpoint();
      S3Proxy server =
          S3Proxy.builder()
              .blobStore(store)
              .endpoint(endpoint)
              .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "key", "secret")
              .build();
      server.start();
      try {
        Report report =
            BucketSpeed.run(
                new BucketSpeed.Options(documents, documents > 40 ? 3 : 1),
                Map.of(
                    "documents.s3.bucket", "bench",
                    "documents.s3.endpoint", endpoint.toString(),
                    "documents.s3.path.style", "true",
                    "documents.s3.access.key.id", "key",
                    "documents.s3.secret.access.key", "secret"),
                dir,
                Progress.none());

        System.out.print(report.table());
        assertThat(report.rows())
            .extracting(row -> row.get("variant"))
            .containsExactly("every document changed", "nothing changed");
        assertThat(report.rows())
            .allSatisfy(row -> assertThat((Double) row.get("documents_per_s")).isPositive());
        assertThat(store.blobExists("bench", "index.json")).isTrue();
        assertThat(store.blobExists("bench", "models/simulated-model-0-8b-fp16.json")).isFalse();
      } finally {
        server.stop();
      }
    }
  }

  private static URI freeEndpoint() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      return URI.create("http://127.0.0.1:" + free.getLocalPort());
    }
  }
}
