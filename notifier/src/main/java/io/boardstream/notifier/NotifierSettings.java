package io.boardstream.notifier;

import io.boardstream.avro.RegressionSeverity;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** Settings of the notifier. All need a restart. */
public final class NotifierSettings extends AbstractConfig {

  /** Web address that takes messages as Slack does; empty for none. Who knows it can post there. */
  public static final String SLACK_URL = "notifier.slack.url";

  /**
   * Web address of Alertmanager's {@code /api/v2/alerts}; empty for none. It forgets what is not
   * repeated, unless its {@code resolve_timeout} is long.
   */
  public static final String ALERTMANAGER_URL = "notifier.alertmanager.url";

  /** Repository that gets an issue per incident, {@code owner/name}; empty for none. */
  public static final String GITHUB_REPOSITORY = "notifier.github.repository";

  /** Where GitHub's API is. */
  public static final String GITHUB_API_URL = "notifier.github.api.url";

  /** Token that may write issues there. */
  public static final String GITHUB_TOKEN = "notifier.github.token";

  /** Least severity that is told: MINOR, MAJOR or CRITICAL. Too low, and messages are not read. */
  public static final String LEAST_SEVERITY = "notifier.severity.least";

  /** Whether it is told when something stops to report. */
  public static final String SILENCES = "notifier.silences";

  /**
   * Milliseconds that an incident waits for others of the same pipeline, to be told together, 0 to
   * 3,600,000. What is over by then is not told at all.
   */
  public static final String GROUP_WAIT_MS = "notifier.group.wait.ms";

  /** Hours in which only what is critical is told, {@code 22:00-07:00}; empty for none. */
  public static final String QUIET_HOURS = "notifier.quiet.hours";

  /** Time zone of those hours. */
  public static final String QUIET_ZONE = "notifier.quiet.zone";

  /** Title of a message. */
  public static final String TITLE = "notifier.title";

  /** Milliseconds that a receiver may take to answer, 100 to 600,000. */
  public static final String TIMEOUT_MS = "notifier.timeout.ms";

  /** Milliseconds between tries at most, 100 to 3,600,000; the first come sooner. */
  public static final String RETRY_MAX_MS = "notifier.retry.max.ms";

  public static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(
              SLACK_URL,
              ConfigDef.Type.PASSWORD,
              null,
              ConfigDef.Importance.HIGH,
              "Web address that takes messages as Slack does; empty for none.")
          .define(
              ALERTMANAGER_URL,
              ConfigDef.Type.STRING,
              "",
              ConfigDef.Importance.HIGH,
              "Web address of Alertmanager's /api/v2/alerts; empty for none.")
          .define(
              GITHUB_REPOSITORY,
              ConfigDef.Type.STRING,
              "",
              ConfigDef.Importance.MEDIUM,
              "Repository that gets an issue per incident, owner/name; empty for none.")
          .define(
              GITHUB_API_URL,
              ConfigDef.Type.STRING,
              "https://api.github.com",
              ConfigDef.Importance.LOW,
              "Where GitHub's API is.")
          .define(
              GITHUB_TOKEN,
              ConfigDef.Type.PASSWORD,
              null,
              ConfigDef.Importance.MEDIUM,
              "Token that may write issues there.")
          .define(
              LEAST_SEVERITY,
              ConfigDef.Type.STRING,
              "MINOR",
              ConfigDef.ValidString.in("MINOR", "MAJOR", "CRITICAL"),
              ConfigDef.Importance.MEDIUM,
              "Least severity that is told: MINOR, MAJOR or CRITICAL.")
          .define(
              SILENCES,
              ConfigDef.Type.BOOLEAN,
              true,
              ConfigDef.Importance.LOW,
              "Whether it is told when something stops to report.")
          .define(
              GROUP_WAIT_MS,
              ConfigDef.Type.LONG,
              10_000,
              ConfigDef.Range.between(0, 3_600_000),
              ConfigDef.Importance.LOW,
              "Milliseconds that an incident waits for others of its pipeline.")
          .define(
              QUIET_HOURS,
              ConfigDef.Type.STRING,
              "",
              ConfigDef.Importance.MEDIUM,
              "Hours in which only what is critical is told, such as 22:00-07:00; empty for none.")
          .define(
              QUIET_ZONE,
              ConfigDef.Type.STRING,
              "UTC",
              ConfigDef.Importance.LOW,
              "Time zone of those hours, such as Europe/Berlin.")
          .define(
              TITLE,
              ConfigDef.Type.STRING,
              "{state} {severity}: {model} on {device}: {what}",
              new ConfigDef.NonEmptyString(),
              ConfigDef.Importance.LOW,
              "Title of a message: {state}, {severity}, {model}, {device}, {what} and {incident}.")
          .define(
              TIMEOUT_MS,
              ConfigDef.Type.LONG,
              10_000,
              ConfigDef.Range.between(100, 600_000),
              ConfigDef.Importance.LOW,
              "Milliseconds that a receiver may take to answer.")
          .define(
              RETRY_MAX_MS,
              ConfigDef.Type.LONG,
              60_000,
              ConfigDef.Range.between(100, 3_600_000),
              ConfigDef.Importance.LOW,
              "Milliseconds between tries at most.");

  public NotifierSettings(Map<String, String> values) {
    super(DEFINITION, values, false);
  }

  /** Whether there is anybody to tell. */
  public boolean isConfigured() {
    return !secret(SLACK_URL).isBlank()
        || !getString(ALERTMANAGER_URL).isBlank()
        || !getString(GITHUB_REPOSITORY).isBlank();
  }

  List<Outlet> outlets() {
    Http http = new Http(Duration.ofMillis(getLong(TIMEOUT_MS)));
    Wording wording = new Wording(getString(TITLE));
    List<Outlet> outlets = new ArrayList<>();
    if (!secret(SLACK_URL).isBlank()) {
      URI address = address(SLACK_URL, secret(SLACK_URL), "a hidden address");
      outlets.add(new Webhook("slack", address, Webhook.Form.SLACK, wording, http));
    }
    if (!getString(ALERTMANAGER_URL).isBlank()) {
      String text = getString(ALERTMANAGER_URL);
      URI address = address(ALERTMANAGER_URL, text, text);
      outlets.add(new Webhook("alertmanager", address, Webhook.Form.ALERTMANAGER, wording, http));
    }
    if (!getString(GITHUB_REPOSITORY).isBlank()) {
      outlets.add(github(wording, http));
    }
    return outlets;
  }

  private Outlet github(Wording wording, Http http) {
    String repository = getString(GITHUB_REPOSITORY).strip();
    if (!repository.matches("[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")) {
      throw new ConfigException(GITHUB_REPOSITORY, repository, "write owner/name");
    }
    if (secret(GITHUB_TOKEN).isBlank()) {
      throw new ConfigException(GITHUB_TOKEN + " is missing; issues cannot be written without");
    }
    String api = getString(GITHUB_API_URL).strip().replaceAll("/+$", "");
    URI address = address(GITHUB_API_URL, api + "/repos/" + repository, api);
    return new GithubIssues(address, secret(GITHUB_TOKEN), wording, http);
  }

  private static URI address(String key, String text, String shown) {
    try {
      URI address = URI.create(text.strip());
      if (address.getHost() != null && String.valueOf(address.getScheme()).matches("https?")) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // Falls through to the message that does not repeat what may be a secret.
    }
    throw new ConfigException(key, shown, "write an address that begins with https://");
  }

  Decision decision() {
    Optional<QuietHours> quiet;
    try {
      quiet = QuietHours.of(getString(QUIET_HOURS), getString(QUIET_ZONE));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(QUIET_HOURS, getString(QUIET_HOURS), e.getMessage());
    }
    return new Decision(
        RegressionSeverity.valueOf(getString(LEAST_SEVERITY)), getBoolean(SILENCES), quiet);
  }

  Duration groupWait() {
    return Duration.ofMillis(getLong(GROUP_WAIT_MS));
  }

  Duration longestPause() {
    return Duration.ofMillis(getLong(RETRY_MAX_MS));
  }

  private String secret(String key) {
    Password password = getPassword(key);
    return password == null ? "" : password.value();
  }
}
