package io.boardstream.agent.model;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** Where models come from that jobs name as {@code hf://…}. All need a restart of the agent. */
public final class ModelSettings extends AbstractConfig {

  /**
   * The hub, as http(s)://host[:port][/path]; a mirror inside the house for example. A token goes
   * there and nowhere else.
   */
  public static final String HUB_URL = "agent.models.hub.url";

  /**
   * File that holds a token of the hub, for private and gated models; empty for none. It should be
   * readable for the agent's user only. Stronger than agent.models.hub.token.
   */
  public static final String HUB_TOKEN_FILE = "agent.models.hub.token.file";

  /**
   * A token of the hub itself; better given as the variable BOARDSTREAM_AGENT_MODELS_HUB_TOKEN than
   * in a file that is passed around.
   */
  public static final String HUB_TOKEN = "agent.models.hub.token";

  public static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(
              HUB_URL,
              ConfigDef.Type.STRING,
              "https://huggingface.co",
              ModelSettings::requireAddress,
              ConfigDef.Importance.LOW,
              "The hub that jobs mean by hf://…, or a mirror of it.")
          .define(
              HUB_TOKEN_FILE,
              ConfigDef.Type.STRING,
              "",
              ConfigDef.Importance.MEDIUM,
              "File that holds a token of the hub, for private and gated models; empty for none.")
          .define(
              HUB_TOKEN,
              ConfigDef.Type.PASSWORD,
              null,
              ConfigDef.Importance.LOW,
              "A token of the hub; better in a file, see agent.models.hub.token.file.");

  public ModelSettings(Map<String, String> values) {
    super(DEFINITION, values, false);
  }

  /**
   * The hub that jobs mean.
   *
   * @throws IOException when the file of the token cannot be read
   */
  public ModelHub hub() throws IOException {
    URI url = URI.create(getString(HUB_URL));
    return new ModelHub(url, secret().map(secret -> new Token(secret, url)));
  }

  private Optional<String> secret() throws IOException {
    String file = getString(HUB_TOKEN_FILE).strip();
    if (!file.isEmpty()) {
      return secret(Files.readString(Path.of(file)));
    }
    Password set = getPassword(HUB_TOKEN);
    return set == null || set.value() == null ? Optional.empty() : secret(set.value());
  }

  private static Optional<String> secret(String text) {
    return Optional.of(text.strip()).filter(secret -> !secret.isEmpty());
  }

  private static void requireAddress(String name, Object value) {
    try {
      URI url = URI.create(String.valueOf(value));
      if (url.getHost() != null
          && ("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
          && url.getUserInfo() == null
          && url.getQuery() == null) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new ConfigException(name, value, "must be http://… or https://…, without a user");
  }
}
