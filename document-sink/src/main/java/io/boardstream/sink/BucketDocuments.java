package io.boardstream.sink;

import io.boardstream.runtime.folder.DocumentFolder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** The documents in a bucket, for readers: claims nothing and changes nothing. */
public final class BucketDocuments implements AutoCloseable {

  private final BucketSettings settings;
  private final S3Client client;

  BucketDocuments(BucketSettings settings) {
    this.settings = settings;
    this.client = BucketPlace.client(settings);
  }

  /** Opens the bucket that the settings name; empty when they name none. Sends nothing yet. */
  public static Optional<BucketDocuments> of(SinkSettings settings) {
    return settings.bucket().map(BucketDocuments::new);
  }

  /** Bucket and prefix as a URL. */
  public String where() {
    return "s3://" + settings.bucket() + "/" + settings.prefix();
  }

  /**
   * The bytes of a document as the server has them now, or empty when there is none.
   *
   * @throws IOException when the server does not say; the message says what to do
   */
  public Optional<byte[]> read(String name) throws IOException {
    try {
      return Optional.of(
          client
              .getObjectAsBytes(get -> get.bucket(settings.bucket()).key(settings.prefix() + name))
              .asByteArray());
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw unreadable(e);
    }
  }

  /**
   * Names of the documents of single models, sorted.
   *
   * @throws IOException when the server does not say; the message says what to do
   */
  public List<String> models() throws IOException {
    String models = settings.prefix() + DocumentFolder.MODELS + "/";
    try {
      return client
          .listObjectsV2Paginator(list -> list.bucket(settings.bucket()).prefix(models))
          .contents()
          .stream()
          .map(object -> object.key().substring(settings.prefix().length()))
          .filter(name -> name.endsWith(DocumentFolder.SUFFIX))
          .sorted()
          .toList();
    } catch (SdkException e) {
      throw unreadable(e);
    }
  }

  private IOException unreadable(SdkException e) {
    return new IOException(BucketProblem.cannotRead(settings, e), e);
  }

  @Override
  public void close() {
    client.close();
  }
}
