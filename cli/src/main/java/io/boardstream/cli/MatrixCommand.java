package io.boardstream.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.cli.view.MatrixFilter;
import io.boardstream.cli.view.MatrixTable;
import io.boardstream.cli.view.Paint;
import io.boardstream.matrix.documents.StatusWord;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The matrix in the terminal. */
@Command(
    name = "matrix",
    mixinStandardHelpOptions = true,
    description = {
      "Shows which model runs on which device: a table as wide as the terminal, in colours where"
          + " there are any. Read from the topic matrix.models, as it is now.",
      "Exit code 1 when no model is like what was asked for."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream matrix --family Llama",
      "  boardstream matrix --device n300 --status not-supported",
      "  boardstream matrix --json | jq '.models[].id'"
    })
final class MatrixCommand implements Callable<Integer> {

  /** Where nobody looks at a terminal, lines may be as long as they are. */
  private static final int NO_TERMINAL = 10_000;

  @Mixin private final LiveMatrix matrix = new LiveMatrix();

  @Option(names = "--model", paramLabel = "TEXT", description = "Part of a model's id or name.")
  private @Nullable String model;

  @Option(names = "--device", paramLabel = "ID", description = "Id or name of a device.")
  private @Nullable String device;

  @Option(names = "--family", paramLabel = "NAME", description = "Family of models.")
  private @Nullable String family;

  @Option(
      names = "--status",
      paramLabel = "WORD",
      description = "Cells with this word: supported, not-supported, untested, coming-soon …")
  private @Nullable String status;

  @Option(names = "--json", description = "As JSON, for programs.")
  private boolean asJson;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws JsonProcessingException {
    MatrixFilter filter = new MatrixFilter(model, device, family, word());
    Console console = Console.of(spec);
    List<ModelCompatibility> models =
        filter.apply(matrix.read(matrix.settings(), console.err()).values());
    if (asJson) {
      console.out().println(json(models));
    } else {
      new MatrixTable(models, width(), Clock.systemUTC().instant(), paint()).print(console.out());
    }
    console.out().flush();
    return models.isEmpty() ? 1 : 0;
  }

  private @Nullable StatusWord word() {
    if (status == null) {
      return null;
    }
    return MatrixFilter.status(status)
        .orElseThrow(
            () ->
                new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "--status %s: one of %s."
                        .formatted(
                            status,
                            Arrays.stream(StatusWord.values())
                                .map(known -> "'" + known.text() + "'")
                                .collect(Collectors.joining(", ")))));
  }

  private int width() {
    return Terminal.isThere() ? Objects.requireNonNull(spec).usageMessage().width() : NO_TERMINAL;
  }

  static Paint paint() {
    return Ansi.AUTO.enabled() ? Paint.COLOURED : Paint.PLAIN;
  }

  private static String json(List<ModelCompatibility> models) throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode all = mapper.createArrayNode();
    for (ModelCompatibility model : models) {
      ObjectNode one = all.addObject();
      one.put("id", model.getModelId());
      one.put("display_name", model.getDisplayName());
      one.put("family", model.getFamily());
      ArrayNode cells = one.putArray("cells");
      model
          .getCells()
          .forEach(
              cell -> {
                ObjectNode entry = cells.addObject();
                entry.put("device_id", cell.getDeviceId());
                entry.put("device", cell.getDeviceDisplayName());
                entry.put("status", StatusWord.of(cell.getStatus()).text());
                entry.set("last_verified", AvroJson.of(cell.getLastVerified().orElse(null)));
                entry.set("stale_after", AvroJson.of(cell.getStaleAfter().orElse(null)));
              });
    }
    return mapper
        .writerWithDefaultPrettyPrinter()
        .writeValueAsString(mapper.createObjectNode().set("models", all));
  }
}
