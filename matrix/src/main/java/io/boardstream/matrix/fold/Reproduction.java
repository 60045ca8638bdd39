package io.boardstream.matrix.fold;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How to repeat a run, as far as its source lets us know. */
final class Reproduction {

  private Reproduction() {}

  /**
   * The command that the source gives; else what it ran, and where; empty when neither is known.
   */
  static Optional<String> of(BenchmarkRun run) {
    return run.getReproduce().or(() -> known(run));
  }

  private static Optional<String> known(BenchmarkRun run) {
    Evidence evidence = run.getEvidence();
    List<String> known = new ArrayList<>();
    evidence.getGitCommitHash().ifPresent(commit -> known.add("commit " + commit));
    run.getGitBranchName().ifPresent(branch -> known.add("branch " + branch));
    evidence.getGithubPipelineId().ifPresent(pipeline -> known.add("pipeline " + pipeline));
    evidence.getGithubJobId().ifPresent(job -> known.add("job " + job));
    if (known.isEmpty()) {
      return Optional.empty(); // A repository alone repeats nothing.
    }
    evidence.getGitRepoName().ifPresent(repository -> known.add(0, "repository " + repository));
    evidence.getLink().ifPresent(known::add);
    return Optional.of(String.join(", ", known));
  }
}
