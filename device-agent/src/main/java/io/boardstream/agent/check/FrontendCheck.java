package io.boardstream.agent.check;

import io.boardstream.agent.frontend.Frontend;
import io.boardstream.agent.frontend.Frontends;
import io.boardstream.agent.model.ModelSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Looks for the programs of the frontends that a host declares. Quick; runs nothing. */
public final class FrontendCheck {
  private final Frontends frontends;
  private final Map<String, String> environment;

  /**
   * @param environment of the agent, whose PATH its frontends have
   */
  public FrontendCheck(Frontends frontends, Map<String, String> environment) {
    this.frontends = frontends;
    this.environment = Map.copyOf(environment);
  }

  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (String name : new TreeSet<>(frontends.names())) {
      frontends.find(name).ifPresent(frontend -> findings.add(of(frontend)));
    }
    return findings;
  }

  /** The declaration cannot be understood, for this reason. */
  public static Finding broken(String why) {
    return Finding.missing("Frontends", why, "Mend the declaration, or leave it out.");
  }

  /** Whether the token of the hub, where one is set, can be read. */
  public static List<Finding> token(ModelSettings settings) {
    String file = settings.getString(ModelSettings.HUB_TOKEN_FILE).strip();
    if (file.isEmpty()) {
      return List.of();
    }
    try {
      settings.hub();
      return List.of(Finding.ok("Token of the hub", file));
    } catch (IOException e) {
      return List.of(
          Finding.missing(
              "Token of the hub",
              file + " cannot be read by " + System.getProperty("user.name"),
              "Give the user the right, or mend " + ModelSettings.HUB_TOKEN_FILE + "."));
    }
  }

  private Finding of(Frontend frontend) {
    String what = "Frontend " + frontend.name();
    String program = frontend.command().get(0);
    if (program.startsWith("{") || isThere(program)) {
      return Finding.ok(what, program.startsWith("{") ? "comes with the agent" : program);
    }
    return Finding.warning(
        what,
        "'%s' was not found".formatted(program),
        "Jobs that name it will fail as a missing dependency. Install it, or mend its command.");
  }

  private boolean isThere(String program) {
    if (program.contains("/")) {
      return Files.isExecutable(Path.of(program));
    }
    for (String folder : environment.getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
