package io.boardstream.sink;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** The bucket that documents go to. All need a restart. */
public final class BucketSettings extends AbstractConfig {

  /** Name of the bucket; empty for none. It is not created. */
  public static final String BUCKET = "documents.s3.bucket";

  /**
   * What stands before the names of the documents; a slash is added where it does not end in one.
   * Each {@code models/<id>.json} under it that has no model is removed, so give it a prefix of its
   * own.
   */
  public static final String PREFIX = "documents.s3.prefix";

  /** URL of an S3-compatible server; empty for AWS. */
  public static final String ENDPOINT = "documents.s3.endpoint";

  /**
   * Region of the bucket; empty takes it from where the AWS SDK looks (environment, profile,
   * instance), and us-east-1 where an endpoint is set, for most other servers have no regions.
   */
  public static final String REGION = "documents.s3.region";

  /**
   * Whether the bucket stands in the path ({@code http://host/bucket/…}) and not in the host name,
   * as servers without DNS of their own need it.
   */
  public static final String PATH_STYLE = "documents.s3.path.style";

  /**
   * Id of the access key; empty for the default chain of the AWS SDK: environment, profile, web
   * identity, container, instance.
   */
  public static final String ACCESS_KEY_ID = "documents.s3.access.key.id";

  /** Secret of the access key. */
  public static final String SECRET_ACCESS_KEY = "documents.s3.secret.access.key";

  /** Token of temporary credentials; empty for none. */
  public static final String SESSION_TOKEN = "documents.s3.session.token";

  /**
   * Cache-Control that documents are served with; empty for none. The default lets browsers keep a
   * copy and ask each time whether it still holds. A document has what was set when it was last
   * written.
   */
  public static final String CACHE_CONTROL = "documents.s3.cache.control";

  /**
   * Requests at once, 1 to 256. Too low makes a first upload slow; too high makes the server refuse
   * some, which are tried again.
   */
  public static final String PARALLELISM = "documents.s3.parallelism";

  /**
   * How long one request may take before it is tried again, milliseconds, 100 to 600,000. Too low
   * gives up on large documents over slow lines; too high notices late that the bucket is away.
   */
  public static final String TIMEOUT_MS = "documents.s3.timeout.ms";

  /**
   * How often the bucket is listed to notice what others changed in it, milliseconds, 100 to
   * 86,400,000. Each time costs one request for a thousand documents.
   */
  public static final String CHECK_INTERVAL_MS = "documents.s3.check.interval.ms";

  /**
   * Whether writes are made on the condition that the document is as we left it (If-Match and
   * If-None-Match), so that a second writer is noticed at once. Turn it off for servers that do not
   * know it; then a second writer is noticed at the next check only.
   */
  public static final String CONDITIONAL_WRITES = "documents.s3.conditional.writes";

  public static final ConfigDef DEFINITION = definition();

  BucketSettings(Map<String, ?> values) {
    super(DEFINITION, values, false);
    endpoint();
    if (value(ACCESS_KEY_ID).isPresent() != value(SECRET_ACCESS_KEY).isPresent()) {
      throw new IllegalArgumentException(
          "Set both " + ACCESS_KEY_ID + " and " + SECRET_ACCESS_KEY + ", or neither.");
    }
  }

  boolean isSet() {
    return !bucket().isEmpty();
  }

  String bucket() {
    return getString(BUCKET);
  }

  /** Empty, or ending in a slash. */
  String prefix() {
    String prefix = getString(PREFIX);
    return prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
  }

  Optional<URI> endpoint() {
    String endpoint = getString(ENDPOINT);
    if (endpoint.isEmpty()) {
      return Optional.empty();
    }
    URI uri;
    try {
      uri = URI.create(endpoint);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(ENDPOINT + " is not a URL: " + endpoint, e);
    }
    if (uri.getHost() == null || uri.getScheme() == null || !uri.getScheme().startsWith("http")) {
      throw new IllegalArgumentException(
          ENDPOINT + " must be like https://host:port, but is " + endpoint);
    }
    return Optional.of(uri);
  }

  Optional<String> region() {
    String region = getString(REGION);
    return region.isEmpty() ? endpoint().map(any -> "us-east-1") : Optional.of(region);
  }

  boolean pathStyle() {
    return getBoolean(PATH_STYLE);
  }

  /** A secret, where it is set. */
  Optional<String> value(String key) {
    @Nullable Password password = getPassword(key);
    return Optional.ofNullable(password).map(Password::value).filter(text -> !text.isEmpty());
  }

  Optional<String> cacheControl() {
    return Optional.of(getString(CACHE_CONTROL)).filter(text -> !text.isEmpty());
  }

  int parallelism() {
    return getInt(PARALLELISM);
  }

  Duration timeout() {
    return Duration.ofMillis(getLong(TIMEOUT_MS));
  }

  Duration checkInterval() {
    return Duration.ofMillis(getLong(CHECK_INTERVAL_MS));
  }

  boolean conditionalWrites() {
    return getBoolean(CONDITIONAL_WRITES);
  }

  private static ConfigDef definition() {
    ConfigDef definition = new ConfigDef();
    text(definition, BUCKET, "", "Bucket that the documents go to as well; empty for none.");
    text(definition, PREFIX, "", "What stands before the names of the documents in the bucket.");
    text(definition, ENDPOINT, "", "URL of an S3-compatible server; empty for AWS.");
    text(
        definition,
        REGION,
        "",
        "Region of the bucket; empty for where the AWS SDK looks, us-east-1 with an endpoint.");
    text(definition, CACHE_CONTROL, "no-cache", "Cache-Control of the documents; empty for none.");
    flag(definition, PATH_STYLE, false, "Whether the bucket stands in the path of URLs.");
    flag(
        definition,
        CONDITIONAL_WRITES,
        true,
        "Whether documents are written only when nobody else changed them (If-Match).");
    secret(
        definition,
        ACCESS_KEY_ID,
        "Id of the access key; empty for the AWS SDK's default chain of credentials.");
    secret(definition, SECRET_ACCESS_KEY, "Secret of the access key.");
    secret(definition, SESSION_TOKEN, "Token of temporary credentials; empty for none.");
    return definition
        .define(
            PARALLELISM,
            ConfigDef.Type.INT,
            16,
            ConfigDef.Range.between(1, 256),
            LOW,
            "Requests to the bucket at once.")
        .define(
            TIMEOUT_MS,
            ConfigDef.Type.LONG,
            10_000,
            ConfigDef.Range.between(100, 600_000),
            LOW,
            "How long one request may take before it is tried again, ms.")
        .define(
            CHECK_INTERVAL_MS,
            ConfigDef.Type.LONG,
            60_000,
            ConfigDef.Range.between(100, 86_400_000),
            LOW,
            "How often the bucket is listed to notice what others changed in it, ms.");
  }

  private static void text(ConfigDef definition, String key, String value, String doc) {
    definition.define(key, ConfigDef.Type.STRING, value, MEDIUM, doc);
  }

  private static void flag(ConfigDef definition, String key, boolean value, String doc) {
    definition.define(key, ConfigDef.Type.BOOLEAN, value, MEDIUM, doc);
  }

  private static void secret(ConfigDef definition, String key, String doc) {
    definition.define(key, ConfigDef.Type.PASSWORD, null, MEDIUM, doc);
  }
}
