package io.boardstream.matrix.assembly;

import io.boardstream.schemas.CicdKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Histories of the four tables: inserts, updates, deletes, and moves to another parent, as capture
 * writes them. Few ids and words, so that all of them meet often.
 */
final class Histories {

  /**
   * A statement on the database.
   *
   * @param table which table
   * @param id which row
   * @param parent which parent it has from now on; the last one is none
   * @param what 0 deletes it, all others say what its columns are
   */
  record Statement(CicdTable table, int id, int parent, int what) {}

  private static final List<@Nullable String> GITHUB_IDS =
      Arrays.asList("1", "1.0", "2", " 2 ", "", null, "1", "2");

  private Histories() {}

  /** The records that the statements make, in their order. */
  static List<Change> records(List<Statement> statements) {
    Map<String, String> keys = new HashMap<>();
    List<Change> records = new ArrayList<>();
    for (Statement one : statements) {
      long sequence = records.size();
      SpecificRecord row = one.what() == 0 ? null : row(one);
      String before = keys.get(one.table() + " " + one.id());
      String after = row == null ? null : key(one);
      if (before != null && !before.equals(after)) {
        records.add(new Change(one.table(), before, sequence, null));
      }
      if (after != null) {
        records.add(new Change(one.table(), after, sequence, row));
        keys.put(one.table() + " " + one.id(), after);
      } else {
        keys.remove(one.table() + " " + one.id());
      }
    }
    return records;
  }

  private static String parent(Statement one, int count) {
    return one.parent() % (count + 1) == count ? "" : Integer.toString(one.parent() % (count + 1));
  }

  private static String key(Statement one) {
    String id = Integer.toString(one.id());
    return switch (one.table()) {
      case PIPELINES -> CicdKeys.pipeline("pg", id);
      case JOBS -> CicdKeys.job("pg", parent(one, 3), id);
      case RUNS -> CicdKeys.run("pg", id);
      case MEASUREMENTS -> CicdKeys.measurement("pg", parent(one, 3), id);
    };
  }

  private static SpecificRecord row(Statement one) {
    String id = Integer.toString(one.id());
    int what = one.what();
    return switch (one.table()) {
      case PIPELINES ->
          Tables.pipeline(id)
              .setName(what % 7 == 1 ? "On push" : "On nightly")
              .setProject(what % 7 == 2 ? null : "tt-shield")
              .setGitBranchName(what % 7 == 3 ? "fix" : "main")
              .setGithubPipelineId(what % 7 == 4 ? "900.0" : "90" + id)
              .setGithubPipelineLink(what % 2 == 0 ? null : "https://ci.example/p/" + id)
              .setPipelineEndTs(what % 7 == 5 ? null : Tables.NIGHT.plusSeconds(86_400L * what))
              .build();
      case JOBS ->
          Tables.job(parent(one, 3), id, "")
              .setCicdPipelineId(parent(one, 3).isEmpty() ? null : parent(one, 3))
              .setGithubJobId(GITHUB_IDS.get(what % GITHUB_IDS.size()))
              .setGithubJobLink(
                  what % 3 == 0 ? null : what % 3 == 1 ? " " : "https://ci.example/j/" + id)
              .setName(
                  what % 9 == 1
                      ? "build"
                      : what % 9 == 2 ? null : what % 9 == 3 ? "run-evals-x" : "run-release-y")
              .build();
      case RUNS ->
          Tables.run(id, "")
              .setGithubJobId(GITHUB_IDS.get((what + one.parent()) % GITHUB_IDS.size()))
              .setGitRepoName(what % 7 == 1 ? "other" : "tt-shield")
              .setMlModelName(what % 7 == 2 ? "" : "Llama-3.1-8B-Instruct")
              .setInputSequenceLength(
                  what % 7 == 3 ? Long.valueOf(-1) : what % 7 == 4 ? Long.valueOf(-5) : null)
              .setBatchSize((long) what)
              .setGitBranchName(what % 3 == 0 ? null : "b" + what)
              .setGitCommitHash(what % 3 == 0 ? null : "c" + what)
              .setRunEndTs(what % 3 == 0 ? null : Tables.NIGHT.plusSeconds(what))
              .setTraining(what % 3 == 0 ? null : what % 3 == 1)
              .build();
      case MEASUREMENTS ->
          Tables.measurement(parent(one, 3), id)
              .setBenchmarkRunId(parent(one, 3).isEmpty() ? null : parent(one, 3))
              .setName(what % 7 == 1 ? null : "mean_tps")
              .setTarget(what % 3 == 0 ? null : (double) what)
              .setValue(
                  what % 7 == 2
                      ? Double.NaN
                      : what % 7 == 3 ? Double.POSITIVE_INFINITY : (double) what)
              .build();
    };
  }
}
