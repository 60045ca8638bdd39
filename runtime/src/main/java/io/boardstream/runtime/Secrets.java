package io.boardstream.runtime;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** Values as they may be shown. */
final class Secrets {

  /** In keys that we do not declare: what Kafka types as a password, and what login modules use. */
  private static final List<String> TELLTALES =
      List.of(
          "password",
          "jaas",
          "secret",
          "token",
          "keystore.key",
          "credential",
          "user.info",
          "private");

  private static final Pattern URL_USER = Pattern.compile("(://)[^/@\\s,]+@");

  private Secrets() {}

  /** A declared key: hidden when it is typed as a password. */
  static String shown(ConfigDef.ConfigKey key, @Nullable Object value) {
    if (value == null || (value instanceof Password password && password.value() == null)) {
      return "";
    }
    return withoutUsers(String.valueOf(ConfigDef.convertToString(value, key.type)));
  }

  /** A key that is passed through to Kafka: hidden when its name says so. */
  static String shown(String key, String value) {
    String lower = key.toLowerCase(Locale.ROOT);
    return TELLTALES.stream().anyMatch(lower::contains) ? Password.HIDDEN : withoutUsers(value);
  }

  /** URLs may hold {@code name:password@}. */
  private static String withoutUsers(String value) {
    return URL_USER.matcher(value).replaceAll("$1[hidden]@");
  }
}
