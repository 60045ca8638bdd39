package io.boardstream.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.boardstream.agent.tti.Part;
import io.boardstream.agent.tti.TtiArchive;
import io.boardstream.agent.tti.TtiException;
import io.boardstream.avro.TtiSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is in a device image. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what a device image says of itself: who made it, for which device, with which inputs.",
      "",
      "Nothing is unpacked or run. An archive that would harm whoever unpacks it (files that lead out"
          + " of it, a bomb, one that is cut off) is refused with the reason, and exit code 1."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream agent tti info device_images/tt0.tti",
      "  boardstream agent tti info --json tt0.tti"
    })
final class TtiInfoCommand implements Callable<Integer> {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Parameters(paramLabel = "FILE", description = "A device image, .tti.")
  private @Nullable Path file;

  @Option(names = "--json", description = "As one JSON object.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  /** What is printed as JSON. */
  record Shown(String file, long bytes, JsonNode image, Map<String, Part> parts) {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Path path = Objects.requireNonNull(file);
    TtiArchive archive;
    try {
      archive = TtiArchive.read(path);
    } catch (TtiException e) {
      throw new IOException("%s is refused: %s".formatted(path, e.getMessage()), e);
    }
    Shown shown =
        new Shown(
            path.toString(),
            Files.size(path),
            JSON.readTree(archive.summary().toString()),
            new TreeMap<>(archive.parts()));
    if (json) {
      out.println(JSON.writeValueAsString(shown));
    } else {
      print(out, shown, archive.summary());
    }
    out.flush();
    return 0;
  }

  private static void print(PrintWriter out, Shown shown, TtiSummary image) {
    out.printf("Image          %s%n", shown.file());
    row(out, "size", "%,d bytes".formatted(shown.bytes()));
    row(out, "format", image.getFormatVersion().orElse("-"));
    row(out, "pybuda", image.getPybudaVersion().orElse("-"));
    row(out, "pybuda commit", image.getPybudaCommit().orElse("-"));
    row(out, "backend commit", image.getBudabackendCommit().orElse("-"));
    row(out, "device name", image.getDeviceName().orElse("-"));
    row(out, "modules", String.join(", ", image.getModules()));
    out.printf("%nDevice%n");
    row(out, "arch", image.getArchitecture().orElse("-"));
    row(out, "type", image.getDeviceType().orElse("-"));
    row(out, "chip ids", image.getChipIds().toString());
    row(out, "grid", grid(image));
    row(out, "harvested rows", rows(image));
    row(out, "data format", image.getDataFormat().orElse("-"));
    row(out, "math fidelity", image.getMathFidelity().orElse("-"));
    out.printf("%nGraph%n");
    row(out, "training", image.getTraining().map(Object::toString).orElse("-"));
    row(out, "inputs", shapes(image.getInputShapes()));
    row(out, "targets", shapes(image.getTargetShapes()));
    out.printf(
        "%nContents       %,d files, %,d bytes%n", image.getEntries(), image.getUnpackedBytes());
    shown
        .parts()
        .forEach(
            (name, part) ->
                out.printf("  %-38s %,9d files %,18d bytes%n", name, part.files(), part.bytes()));
  }

  private static void row(PrintWriter out, String name, String value) {
    out.printf("  %-14s %s%n", name, value.isEmpty() ? "-" : value);
  }

  private static String grid(TtiSummary image) {
    return image.getGridRows().isEmpty() || image.getGridColumns().isEmpty()
        ? "-"
        : "%d rows, %d columns".formatted(image.getGridRows().get(), image.getGridColumns().get());
  }

  private static String rows(TtiSummary image) {
    return image.getHarvestedRows().isEmpty() ? "none" : image.getHarvestedRows().toString();
  }

  private static String shapes(List<List<Long>> shapes) {
    return shapes.stream()
        .map(shape -> shape.stream().map(String::valueOf).collect(Collectors.joining("x")))
        .collect(Collectors.joining(", "));
  }
}
