package io.boardstream.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** An S3 server in this process, with one bucket; it keeps its objects when it is stopped. */
final class LocalS3 implements AutoCloseable {

  static final String BUCKET = "matrix";
  private static final String KEY = "local-key";
  private static final String SECRET = "local-secret";

  private final BlobStore store;
  private final int port;
  private final S3Client client;
  private S3Proxy server;

  LocalS3() throws Exception {
    this(new TransientNio2BlobStore());
  }

  private LocalS3(BlobStore store) throws Exception {
    this.store = store;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    client =
        S3Client.builder()
            .endpointOverride(endpoint())
            .forcePathStyle(true)
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, SECRET)))
            .httpClient(Apache5HttpClient.create())
            .build();
    start();
    client.createBucket(create -> create.bucket(BUCKET));
  }

  /** As servers with keys of their own for encryption do: tags that are no sums of the bytes. */
  static LocalS3 withOpaqueTags() throws Exception {
    return new LocalS3(new OpaqueTags(new TransientNio2BlobStore()));
  }

  void start() throws Exception {
    server =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(endpoint())
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEY, SECRET)
            .build();
    server.start();
  }

  void stop() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("The server does not stop", e);
    }
  }

  private URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  Map<String, String> values(String prefix) {
    return new HashMap<>(
        Map.of(
            "documents.s3.bucket",
            BUCKET,
            "documents.s3.prefix",
            prefix,
            "documents.s3.endpoint",
            endpoint().toString(),
            "documents.s3.path.style",
            "true",
            "documents.s3.access.key.id",
            KEY,
            "documents.s3.secret.access.key",
            SECRET,
            "documents.s3.check.interval.ms",
            "100",
            "documents.s3.timeout.ms",
            "5000"));
  }

  BucketSettings settings(String prefix, Map<String, String> more) {
    Map<String, String> values = values(prefix);
    values.putAll(more);
    return new BucketSettings(values);
  }

  /** Texts of all objects under the prefix by the rest of their names, without the claim. */
  Map<String, String> objects(String prefix) {
    Map<String, String> texts = new TreeMap<>();
    client
        .listObjectsV2Paginator(list -> list.bucket(BUCKET).prefix(prefix))
        .contents()
        .forEach(object -> texts.put(object.key().substring(prefix.length()), read(object.key())));
    texts.remove(BucketDestination.CLAIM);
    return texts;
  }

  String read(String key) {
    return client.getObjectAsBytes(get -> get.bucket(BUCKET).key(key)).asUtf8String();
  }

  HeadObjectResponse head(String key) {
    return client.headObject(head -> head.bucket(BUCKET).key(key));
  }

  void write(String key, String text) {
    client.putObject(
        put -> put.bucket(BUCKET).key(key), RequestBody.fromBytes(text.getBytes(UTF_8)));
  }

  void delete(String key) {
    client.deleteObject(delete -> delete.bucket(BUCKET).key(key));
  }

  @Override
  public void close() {
    client.close();
    stop();
    store.close();
  }

  private static final class OpaqueTags extends ForwardingBlobStore {

    OpaqueTags(BlobStore store) {
      super(store);
    }

    private static String opaque(String tag) {
      return '"' + new StringBuilder(tag.replace("\"", "")).reverse().toString() + '"';
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
      return super.putBlob(request, body).copy(put -> put.eTag(opaque(put.build().eTag())));
    }

    @Override
    public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
      return super.blobMetadata(request).copy(head -> head.eTag(opaque(head.build().eTag())));
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
      ListObjectsV2Response listed = super.list(request);
      return listed.copy(
          list ->
              list.contents(
                  listed.contents().stream()
                      .map(object -> object.copy(o -> o.eTag(opaque(object.eTag()))))
                      .toList()));
    }
  }
}
