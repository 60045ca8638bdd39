package io.boardstream.matrix.assembly;

import com.google.re2j.Pattern;
import io.boardstream.avro.CicdJob;
import io.boardstream.avro.CicdPipeline;
import io.boardstream.avro.CicdRun;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which runs of which jobs of which pipelines become rows. An empty list selects all, those without
 * a value included; a list that names something selects none without a value.
 *
 * @param pipelineNames names of pipelines
 * @param projects projects of pipelines
 * @param branches branches that pipelines ran on
 * @param jobs patterns of job names as of SQL's LIKE: {@code %} is any text, {@code _} any
 *     character, a backslash takes the next character as it is
 * @param repositories repositories that were benchmarked
 */
public record Selection(
    List<String> pipelineNames,
    List<String> projects,
    List<String> branches,
    List<String> jobs,
    List<String> repositories) {

  public Selection {
    pipelineNames = List.copyOf(pipelineNames);
    projects = List.copyOf(projects);
    branches = List.copyOf(branches);
    jobs = List.copyOf(jobs);
    repositories = List.copyOf(repositories);
  }

  /** All of them. */
  public static Selection all() {
    return new Selection(List.of(), List.of(), List.of(), List.of(), List.of());
  }

  /** Ready to be asked about many rows. */
  Rules rules() {
    List<Pattern> patterns =
        jobs.stream().map(like -> Pattern.compile(regex(like), Pattern.DOTALL)).toList();
    return new Rules(this, patterns);
  }

  /** The selection with its patterns compiled; they take linear time whatever they say. */
  record Rules(Selection selection, List<Pattern> jobPatterns) {

    /** The first rule that keeps the rows out, or {@link RowState#ASSEMBLED}. */
    RowState state(CicdPipeline pipeline, CicdJob job, CicdRun run) {
      if (!isNamed(selection.pipelineNames(), pipeline.getName())) {
        return RowState.PIPELINE_NAME;
      }
      if (!isNamed(selection.projects(), pipeline.getProject())) {
        return RowState.PROJECT;
      }
      if (!isNamed(selection.branches(), pipeline.getGitBranchName())) {
        return RowState.BRANCH;
      }
      if (!jobPatterns.isEmpty() && job.getName().filter(this::isSelected).isEmpty()) {
        return RowState.JOB_NAME;
      }
      if (!isNamed(selection.repositories(), run.getGitRepoName())) {
        return RowState.REPOSITORY;
      }
      return RowState.ASSEMBLED;
    }

    private boolean isSelected(String jobName) {
      return jobPatterns.stream().anyMatch(pattern -> pattern.matches(jobName));
    }

    private static boolean isNamed(List<String> names, Optional<String> name) {
      return names.isEmpty() || name.filter(names::contains).isPresent();
    }
  }

  private static String regex(String like) {
    StringBuilder regex = new StringBuilder();
    boolean escaped = false;
    for (int c : like.codePoints().toArray()) {
      if (escaped || (c != '%' && c != '_' && c != '\\')) {
        regex.append(Pattern.quote(Character.toString(c)));
        escaped = false;
      } else if (c == '\\') {
        escaped = true;
      } else {
        regex.append(c == '%' ? ".*" : ".");
      }
    }
    return regex.toString();
  }

  /** All of it as one text: another selection has another text. */
  String fingerprint() {
    return List.of(pipelineNames, projects, branches, jobs, repositories).stream()
        .map(
            names ->
                names.stream()
                    .map(name -> name.length() + ":" + name)
                    .collect(Collectors.joining(",")))
        .collect(Collectors.joining(";"));
  }
}
