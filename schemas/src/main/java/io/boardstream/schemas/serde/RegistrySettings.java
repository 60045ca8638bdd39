package io.boardstream.schemas.serde;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * Where the schema registry is and how schemas are used: Confluent's keys, as its users know them.
 */
public final class RegistrySettings extends AbstractConfig {

  /**
   * Base URLs of the registry, separated by commas; when one does not answer, the next is asked.
   * With a path where the registry has one, for example {@code http://host:8080/apis/ccompat/v7}.
   * Needs a restart.
   */
  public static final String URL = "schema.registry.url";

  /**
   * Where name and password come from: {@code URL} (from {@code http://name:password@host}) or
   * {@code USER_INFO} (from {@link #BASIC_AUTH_USER_INFO}). Needs a restart.
   */
  public static final String BASIC_AUTH_SOURCE = "basic.auth.credentials.source";

  /** {@code name:password}, used when {@link #BASIC_AUTH_SOURCE} is {@code USER_INFO}. Secret. */
  public static final String BASIC_AUTH_USER_INFO = "basic.auth.user.info";

  /**
   * The same under Confluent's older name; used when {@link #BASIC_AUTH_USER_INFO} is not set.
   * Secret.
   */
  public static final String LEGACY_BASIC_AUTH_USER_INFO = "schema.registry.basic.auth.user.info";

  /** Empty for none, or {@code STATIC_TOKEN}: sends {@link #BEARER_AUTH_TOKEN}. Needs a restart. */
  public static final String BEARER_AUTH_SOURCE = "bearer.auth.credentials.source";

  /** Token sent as {@code Authorization: Bearer}. Secret. */
  public static final String BEARER_AUTH_TOKEN = "bearer.auth.token";

  /**
   * Whether a writer registers the schema of its records. When off, {@link #USE_LATEST_VERSION}
   * decides what is used; a schema that nobody registered then stops the writer. Needs a restart.
   */
  public static final String AUTO_REGISTER = "auto.register.schemas";

  /**
   * Without {@link #AUTO_REGISTER}: write by the subject's newest schema, if it can hold our
   * records, instead of looking up exactly ours. Needs a restart.
   */
  public static final String USE_LATEST_VERSION = "use.latest.version";

  /**
   * Leave Java's string hints out of registered schemas, so that readers in other languages see
   * none.
   */
  public static final String REMOVE_JAVA_PROPERTIES = "avro.remove.java.properties";

  /**
   * Subject of a value's schema: short name or Confluent's class name of a strategy. Needs a
   * restart.
   */
  public static final String VALUE_SUBJECT_NAME_STRATEGY = "value.subject.name.strategy";

  /** The same for keys; the keys of our own topics are plain text and have no schema. */
  public static final String KEY_SUBJECT_NAME_STRATEGY = "key.subject.name.strategy";

  /**
   * For a deserializer that is configured by class name: whether it returns instances of the
   * generated class named by the schema, or generic records.
   */
  public static final String SPECIFIC_READER = "specific.avro.reader";

  /**
   * For a deserializer that is configured by class name: the generated class that values are read
   * as.
   */
  public static final String SPECIFIC_VALUE_TYPE = "specific.avro.value.type";

  /** Class that encodes values; any that takes Confluent's keys. Needs a restart. */
  public static final String SERIALIZER_CLASS = "avro.serializer.class";

  /** Class that decodes values; any that takes Confluent's keys. Needs a restart. */
  public static final String DESERIALIZER_CLASS = "avro.deserializer.class";

  /**
   * How long a record waits for a registry that is away, milliseconds; 0 asks once. Then {@link
   * RegistryUnavailableException}. Keep it below the transaction and poll timeouts of the Kafka
   * client.
   */
  public static final String RETRY_TIMEOUT_MS = "schema.registry.retry.timeout.ms";

  /** First pause between two tries, milliseconds; it doubles, with jitter. */
  public static final String RETRY_WAIT_MS = "retries.wait.ms";

  /** Longest pause between two tries, milliseconds. */
  public static final String RETRY_MAX_WAIT_MS = "retries.max.wait.ms";

  /** How long a connection to the registry may take to open, milliseconds. */
  public static final String CONNECT_TIMEOUT_MS = "http.connect.timeout.ms";

  /** How long an answer of the registry may take, milliseconds. */
  public static final String READ_TIMEOUT_MS = "http.read.timeout.ms";

  /**
   * How long a refusal (unknown id, incompatible schema) is believed before the registry is asked
   * again, seconds. Too low asks once per bad record; too high keeps refusing after the registry
   * was mended.
   */
  public static final String MISSING_TTL_SEC = "missing.id.cache.ttl.sec";

  public static final ConfigDef DEFINITION = definition();

  public RegistrySettings(Map<String, ?> values) {
    super(DEFINITION, values, false);
  }

  List<URI> urls() {
    return getList(URL).stream().map(RegistrySettings::url).toList();
  }

  /**
   * {@code name:password} that every URL is asked with, when it is not taken from the URL itself.
   */
  Optional<Password> userInfo() {
    if (!"USER_INFO".equals(getString(BASIC_AUTH_SOURCE))) {
      return Optional.empty();
    }
    Optional<Password> userInfo =
        secret(BASIC_AUTH_USER_INFO).or(() -> secret(LEGACY_BASIC_AUTH_USER_INFO));
    if (userInfo.isEmpty()) {
      throw new ConfigException(
          BASIC_AUTH_SOURCE + "=USER_INFO needs " + BASIC_AUTH_USER_INFO + "=<name>:<password>");
    }
    return userInfo;
  }

  Optional<Password> bearerToken() {
    if (getString(BEARER_AUTH_SOURCE).isEmpty()) {
      return Optional.empty();
    }
    Optional<Password> token = secret(BEARER_AUTH_TOKEN);
    if (token.isEmpty()) {
      throw new ConfigException(
          BEARER_AUTH_SOURCE + "=STATIC_TOKEN needs " + BEARER_AUTH_TOKEN + "=<token>");
    }
    return token;
  }

  SubjectNameStrategy subjectNames(boolean isKey) {
    return SubjectNameStrategy.named(
        getString(isKey ? KEY_SUBJECT_NAME_STRATEGY : VALUE_SUBJECT_NAME_STRATEGY));
  }

  Duration duration(String key) {
    return Duration.ofMillis(getLong(key));
  }

  private Optional<Password> secret(String key) {
    return Optional.ofNullable(getPassword(key)).filter(password -> !password.value().isEmpty());
  }

  private static URI url(String text) {
    try {
      URI url = new URI(text);
      if (url.getHost() != null
          && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Reported below, without the text: it may hold a password.
    }
    throw new ConfigException(
        URL + " must be http:// or https:// URLs with a host, separated by commas");
  }

  private static void checkUrls(String key, @Nullable Object value) {
    if (!(value instanceof List<?> urls) || urls.isEmpty()) {
      throw new ConfigException(key + " must name at least one URL");
    }
    urls.forEach(text -> url(String.valueOf(text)));
  }

  private static ConfigDef definition() {
    ConfigDef all = new ConfigDef();
    defineAddress(all);
    defineSchemas(all);
    defineTimes(all);
    RegistryTls.define(all);
    return all;
  }

  private static void defineAddress(ConfigDef all) {
    all.define(
            URL,
            ConfigDef.Type.LIST,
            "http://127.0.0.1:8081",
            ConfigDef.LambdaValidator.with(RegistrySettings::checkUrls, () -> "http(s) URLs"),
            ConfigDef.Importance.HIGH,
            "Base URLs of the schema registry, separated by commas.")
        .define(
            BASIC_AUTH_SOURCE,
            ConfigDef.Type.STRING,
            "URL",
            ConfigDef.ValidString.in("URL", "USER_INFO"),
            ConfigDef.Importance.MEDIUM,
            "Where name and password come from: URL or USER_INFO.")
        .define(
            BASIC_AUTH_USER_INFO,
            ConfigDef.Type.PASSWORD,
            null,
            ConfigDef.Importance.MEDIUM,
            "name:password for basic.auth.credentials.source=USER_INFO.")
        .define(
            LEGACY_BASIC_AUTH_USER_INFO,
            ConfigDef.Type.PASSWORD,
            null,
            ConfigDef.Importance.LOW,
            "Older name of basic.auth.user.info.")
        .define(
            BEARER_AUTH_SOURCE,
            ConfigDef.Type.STRING,
            "",
            ConfigDef.ValidString.in("", "STATIC_TOKEN"),
            ConfigDef.Importance.MEDIUM,
            "Empty, or STATIC_TOKEN to send bearer.auth.token.")
        .define(
            BEARER_AUTH_TOKEN,
            ConfigDef.Type.PASSWORD,
            null,
            ConfigDef.Importance.MEDIUM,
            "Token for bearer.auth.credentials.source=STATIC_TOKEN.");
  }

  private static void defineSchemas(ConfigDef all) {
    flag(all, AUTO_REGISTER, true, "Whether writers register the schemas of their records.");
    flag(
        all,
        USE_LATEST_VERSION,
        false,
        "Without auto.register.schemas: write by the newest schema.");
    flag(all, REMOVE_JAVA_PROPERTIES, true, "Leave Java's string hints out of registered schemas.");
    flag(all, SPECIFIC_READER, false, "Read as generated classes instead of generic records.");
    all.define(
        SPECIFIC_VALUE_TYPE,
        ConfigDef.Type.CLASS,
        null,
        ConfigDef.Importance.LOW,
        "Generated class that values are read as.");
    for (String key : List.of(VALUE_SUBJECT_NAME_STRATEGY, KEY_SUBJECT_NAME_STRATEGY)) {
      all.define(
          key,
          ConfigDef.Type.STRING,
          "TopicNameStrategy",
          SubjectNameStrategy.validator(),
          ConfigDef.Importance.MEDIUM,
          "Subject under which a schema is kept: " + SubjectNameStrategy.shortNames() + ".");
    }
    all.define(
            SERIALIZER_CLASS,
            ConfigDef.Type.CLASS,
            AvroSerializer.class,
            ConfigDef.Importance.LOW,
            "Class that encodes values.")
        .define(
            DESERIALIZER_CLASS,
            ConfigDef.Type.CLASS,
            AvroDeserializer.class,
            ConfigDef.Importance.LOW,
            "Class that decodes values.");
  }

  private static void defineTimes(ConfigDef all) {
    time(
        all,
        RETRY_TIMEOUT_MS,
        10_000,
        0,
        "How long a record waits for a registry that is away, ms.");
    time(all, RETRY_WAIT_MS, 100, 1, "First pause between two tries, ms.");
    time(all, RETRY_MAX_WAIT_MS, 2_000, 1, "Longest pause between two tries, ms.");
    time(all, CONNECT_TIMEOUT_MS, 5_000, 1, "How long a connection may take to open, ms.");
    time(all, READ_TIMEOUT_MS, 10_000, 1, "How long an answer may take, ms.");
    time(all, MISSING_TTL_SEC, 5, 0, "How long a refusal is believed before asking again, s.");
  }

  private static void flag(ConfigDef all, String key, boolean value, String doc) {
    all.define(key, ConfigDef.Type.BOOLEAN, value, ConfigDef.Importance.MEDIUM, doc);
  }

  private static void time(ConfigDef all, String key, long value, long least, String doc) {
    ConfigDef.Range range = ConfigDef.Range.between(least, 3_600_000L);
    all.define(key, ConfigDef.Type.LONG, value, range, ConfigDef.Importance.LOW, doc);
  }
}
