package io.boardstream.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** An S3 server in this process with one bucket, and what somebody does in it behind its users. */
final class Bucket implements AutoCloseable {

  private static final String NAME = "matrix";

  private final BlobStore store = new TransientNio2BlobStore();
  private final URI endpoint;
  private final S3Proxy server;

  Bucket() throws Exception {
    store.createContainer(NAME);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      endpoint = URI.create("http://127.0.0.1:" + free.getLocalPort());
    }
    server =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(endpoint)
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "key", "secret")
            .build();
    server.start();
  }

  /** Settings of a sink that writes here, and does not look soon whether somebody else did. */
  Map<String, String> settings() {
    return Map.of(
        "documents.s3.bucket", NAME,
        "documents.s3.prefix", "live",
        "documents.s3.endpoint", endpoint.toString(),
        "documents.s3.path.style", "true",
        "documents.s3.access.key.id", "key",
        "documents.s3.secret.access.key", "secret",
        "documents.s3.check.interval.ms", "3600000");
  }

  byte[] read(String name) throws IOException {
    return store.getBlob(NAME, "live/" + name).readAllBytes();
  }

  void write(String name, byte[] bytes) {
    store.putBlob(
        PutObjectRequest.builder()
            .bucket(NAME)
            .key("live/" + name)
            .contentLength((long) bytes.length)
            .build(),
        new ByteArrayInputStream(bytes));
  }

  void remove(String name) {
    store.removeBlob(NAME, "live/" + name);
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("The server does not stop", e);
    } finally {
      store.close();
    }
  }
}
