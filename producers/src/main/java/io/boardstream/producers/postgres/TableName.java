package io.boardstream.producers.postgres;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** A table by schema and name, each spelled as the catalogue of Postgres spells it, unquoted. */
record TableName(String schema, String name) {

  private static final Pattern SYNTAX = Pattern.compile("([^.\"]{1,63})\\.([^.\"]{1,63})");

  static final ConfigDef.Validator VALIDATOR =
      (key, value) -> {
        String text = String.valueOf(value);
        if (!text.isEmpty() && !SYNTAX.matcher(text).matches()) {
          throw new ConfigException(
              key, value, "Must be schema.table, for example public.rows, or empty for none");
        }
      };

  static TableName parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("Not schema.table: " + text);
    }
    return new TableName(matcher.group(1), matcher.group(2));
  }

  /** For SQL. */
  String quoted() {
    return quoted(schema) + "." + quoted(name);
  }

  static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  @Override
  public String toString() {
    return schema + "." + name;
  }
}
