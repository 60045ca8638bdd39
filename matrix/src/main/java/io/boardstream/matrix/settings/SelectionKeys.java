package io.boardstream.matrix.settings;

import io.boardstream.matrix.assembly.Selection;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Which rows of the four tables become benchmark rows. The topology and the reader that joins the
 * tables in SQL read the same keys.
 */
public final class SelectionKeys {

  public static final MatrixSettings.Key PIPELINE_NAMES =
      new MatrixSettings.Key(
          "cicd.select.pipeline.names",
          "On nightly",
          "Names of the CI pipelines whose benchmarks count, separated by commas; empty for all. Rows"
              + " of others are filtered, and come back when they are named. Needs a restart.");

  public static final MatrixSettings.Key PROJECTS =
      new MatrixSettings.Key(
          "cicd.select.projects",
          "tt-shield",
          "Projects of the CI pipelines whose benchmarks count, separated by commas; empty for all."
              + " Needs a restart.");

  public static final MatrixSettings.Key BRANCHES =
      new MatrixSettings.Key(
          "cicd.select.branches",
          "main",
          "Branches of the CI pipelines whose benchmarks count, separated by commas; empty for all."
              + " With all, what somebody tries on a branch shows in the matrix. Needs a restart.");

  public static final MatrixSettings.Key JOBS =
      new MatrixSettings.Key(
          "cicd.select.jobs",
          "run-release%,run-evals%",
          "Names of the CI jobs whose benchmarks count, separated by commas, as patterns of SQL's"
              + " LIKE: % is any text, _ any character, a backslash takes the next character as it is;"
              + " empty for all. Needs a restart.");

  public static final MatrixSettings.Key REPOSITORIES =
      new MatrixSettings.Key(
          "cicd.select.repositories",
          "tt-shield",
          "Repositories whose benchmark runs count, separated by commas; empty for all. Needs a"
              + " restart.");

  /** All keys, in the order in which they are documented. */
  public static final List<MatrixSettings.Key> KEYS =
      List.of(PIPELINE_NAMES, PROJECTS, BRANCHES, JOBS, REPOSITORIES);

  private SelectionKeys() {}

  /**
   * Reads the settings.
   *
   * @param values key to text; a missing key takes its default, other keys are ignored
   */
  public static Selection selection(Map<String, String> values) {
    return new Selection(
        names(values, PIPELINE_NAMES),
        names(values, PROJECTS),
        names(values, BRANCHES),
        names(values, JOBS),
        names(values, REPOSITORIES));
  }

  private static List<String> names(Map<String, String> values, MatrixSettings.Key key) {
    return Arrays.stream(key.in(values).split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }
}
