package io.boardstream.sink;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Documents in an S3 bucket, under a prefix.
 *
 * <p>One writer: each start writes its name into a claim ({@value BucketDestination#CLAIM}), and a
 * writer that finds another's name there ends its work on the bucket. So the newest start wins, and
 * a writer that was killed needs nobody to unlock after it.
 */
final class BucketPlace implements Place {

  private final BucketSettings settings;
  private final LongSupplier nanoTime;

  /** Who we are, in the claim. */
  private final String writer =
      ProcessHandle.current().pid() + "-" + UUID.randomUUID().toString().substring(0, 13);

  private @Nullable S3Client client;
  private @Nullable String claimTag;

  BucketPlace(BucketSettings settings, LongSupplier nanoTime) {
    this.settings = settings;
    this.nanoTime = nanoTime;
  }

  @Override
  public String label() {
    return "bucket";
  }

  @Override
  public boolean isNear() {
    return false;
  }

  @Override
  public Destination open() throws IOException {
    try {
      if (client == null) {
        client = client(settings);
      }
      BucketDestination destination = new BucketDestination(client, settings, writer, nanoTime);
      try {
        claimTag = destination.open(Optional.ofNullable(claimTag));
      } catch (IOException | RuntimeException e) {
        destination.close();
        throw e;
      }
      return destination;
    } catch (SdkException e) {
      throw BucketProblem.of(e);
    }
  }

  @Override
  public String describe(IOException failure) {
    return BucketProblem.describe(settings, failure);
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
      client = null;
    }
  }

  static S3Client client(BucketSettings settings) {
    S3ClientBuilder builder =
        S3Client.builder()
            .forcePathStyle(settings.pathStyle())
            // We send Content-MD5, which servers have known for longer than trailing checksums.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .maxConnections(settings.parallelism() + 1)
                    .connectionTimeout(settings.timeout())
                    .socketTimeout(settings.timeout()))
            .overrideConfiguration(
                calls ->
                    calls
                        .apiCallAttemptTimeout(settings.timeout())
                        .apiCallTimeout(settings.timeout().multipliedBy(2)));
    settings.endpoint().ifPresent(builder::endpointOverride);
    settings.region().map(Region::of).ifPresent(builder::region);
    settings
        .value(BucketSettings.ACCESS_KEY_ID)
        .ifPresent(
            id -> builder.credentialsProvider(StaticCredentialsProvider.create(key(id, settings))));
    return builder.build();
  }

  private static AwsCredentials key(String id, BucketSettings settings) {
    String secret = settings.value(BucketSettings.SECRET_ACCESS_KEY).orElseThrow();
    return settings
        .value(BucketSettings.SESSION_TOKEN)
        .<AwsCredentials>map(token -> AwsSessionCredentials.create(id, secret, token))
        .orElseGet(() -> AwsBasicCredentials.create(id, secret));
  }
}
