package io.boardstream.producers.ci;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boardstream.producers.FileOrigin;
import io.boardstream.producers.RowReaderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The pipelines below a folder: each is a folder with {@code workflow.json} and {@code
 * workflow_jobs.json}, as GitHub's API answers for a workflow run and its jobs, and the reports of
 * the jobs in {@code artifacts}, or beside them where there is no such folder.
 *
 * @param pipelines in the order of their folders
 * @param left files that no pipeline has, and pipelines that cannot be read
 */
public record CiReports(List<Pipeline> pipelines, List<ReportNote> left) {

  private static final String WORKFLOW = "workflow.json";
  private static final String JOBS = "workflow_jobs.json";

  public CiReports {
    pipelines = List.copyOf(pipelines);
    left = List.copyOf(left);
  }

  /**
   * A pipeline.
   *
   * @param source name of its source
   * @param fingerprint hash of all its files
   */
  public record Pipeline(long id, String source, String fingerprint, PipelineReader reader) {}

  /**
   * Finds the pipelines; reads only what GitHub says of them.
   *
   * @param sourcePrefix their sources are named by it, a colon and their id
   * @param isDevice whether a label of a machine names a device
   * @throws RowReaderException when the folder cannot be read, or holds no pipeline
   */
  public static CiReports in(Path folder, String sourcePrefix, Predicate<String> isDevice) {
    if (!Files.isDirectory(folder)) {
      throw new RowReaderException("There is no folder " + folder);
    }
    List<Pipeline> pipelines = new ArrayList<>();
    List<ReportNote> left = new ArrayList<>();
    try {
      List<Path> files = files(folder);
      List<Path> roots =
          files.stream()
              .filter(file -> file.endsWith(WORKFLOW))
              .map(file -> file.toAbsolutePath().getParent())
              .toList();
      for (Path root : roots) {
        try {
          Pipeline found = pipeline(root, sourcePrefix, isDevice);
          // One source: each would take back what the other says.
          if (pipelines.stream().anyMatch(known -> known.id() == found.id())) {
            throw new IOException(
                "pipeline %d is in another folder too; give the folder of one attempt of it"
                    .formatted(found.id()));
          }
          pipelines.add(found);
        } catch (IOException | IllegalArgumentException e) {
          left.add(broken(folder, root, e));
        }
      }
      files.stream()
          .filter(file -> roots.stream().noneMatch(file.toAbsolutePath()::startsWith))
          .forEach(file -> left.add(homeless(folder, file)));
    } catch (IOException e) {
      throw new RowReaderException("Cannot read " + folder + ": " + e, e);
    }
    if (pipelines.isEmpty() && left.isEmpty()) {
      throw new RowReaderException(
          "There is no %s below %s, and no report; give the folder of a pipeline"
              .formatted(WORKFLOW, folder));
    }
    return new CiReports(pipelines, left);
  }

  private static ReportNote homeless(Path folder, Path file) {
    return new ReportNote(
        folder.relativize(file).toString(),
        ReportNote.Kind.NOT_USED,
        "belongs to no pipeline: no folder around it has a " + WORKFLOW);
  }

  private static ReportNote broken(Path folder, Path root, Exception e) {
    return new ReportNote(
        folder.toAbsolutePath().relativize(root).resolve(WORKFLOW).toString(),
        ReportNote.Kind.BROKEN,
        "the whole pipeline is left out: "
            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
  }

  private static Pipeline pipeline(Path root, String sourcePrefix, Predicate<String> isDevice)
      throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode workflow = json.readTree(Files.readAllBytes(root.resolve(WORKFLOW)));
    Path jobsFile = root.resolve(JOBS);
    if (!Files.exists(jobsFile)) {
      throw new IOException("there is no " + JOBS + " beside it");
    }
    CiPipeline pipeline = CiPipeline.of(workflow, json.readTree(Files.readAllBytes(jobsFile)));
    Path artifacts = root.resolve("artifacts");
    List<Path> reports =
        files(Files.isDirectory(artifacts) ? artifacts : root).stream()
            .filter(file -> !file.endsWith(WORKFLOW) && !file.endsWith(JOBS))
            .toList();
    String source = sourcePrefix + ":" + pipeline.id();
    return new Pipeline(
        pipeline.id(),
        source,
        fingerprint(root, jobsFile, reports),
        new PipelineReader(root, pipeline, reports, isDevice, source));
  }

  private static String fingerprint(Path root, Path jobsFile, List<Path> reports) {
    MessageDigest digest = FileOrigin.newSha256();
    Stream.concat(Stream.of(root.resolve(WORKFLOW), jobsFile), reports.stream())
        .forEach(
            file -> {
              String line = root.relativize(file) + " " + FileOrigin.of(file).sha256() + "\n";
              digest.update(line.getBytes(UTF_8));
            });
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Reports of all kinds, in an order that is the same everywhere. */
  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(".json") || file.toString().endsWith(".xml"))
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    }
  }
}
