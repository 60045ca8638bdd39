package io.boardstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.cli.view.ModelText;
import io.boardstream.matrix.documents.Documents;
import io.boardstream.matrix.settings.DocumentKeys;
import io.boardstream.runtime.Nearest;
import io.boardstream.runtime.Settings;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One model with all evidence. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description =
        "Shows all that is known of a model: on each device its status, whether it ran, accuracy,"
            + " tier, numbers with their units, and the run, pipeline, job and commit that each"
            + " claim rests on. Read from the topic matrix.models, as it is now.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream show llama-3-1-8b-instruct-fp16",
      "  boardstream show Llama-3.1-8B-Instruct      # every precision of it",
      "  boardstream show qwen3-8b-fp16 --json       # its document, version 2"
    })
final class ShowCommand implements Callable<Integer> {

  private static final int SUGGESTIONS = 5;

  @Mixin private final LiveMatrix matrix = new LiveMatrix();

  @Parameters(paramLabel = "MODEL", description = "Id or name of a model.")
  private String model = "";

  @Option(names = "--json", description = "As its document, version 2; one line each.")
  private boolean asJson;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Console console = Console.of(spec);
    Settings settings = matrix.settings();
    SortedMap<String, ModelCompatibility> models = matrix.read(settings, console.err());
    List<ModelCompatibility> found = found(models);
    if (found.isEmpty()) {
      throw new CommandFailedException(unknown(models));
    }
    if (asJson) {
      Documents documents = new Documents(DocumentKeys.settings(settings.values()));
      found.forEach(one -> console.out().print(new String(documents.model(one), UTF_8)));
    } else {
      ModelText text =
          new ModelText(console.out(), Clock.systemUTC().instant(), MatrixCommand.paint());
      for (ModelCompatibility one : found) {
        text.print(one);
        console.out().println();
      }
    }
    console.out().flush();
    return 0;
  }

  private List<ModelCompatibility> found(SortedMap<String, ModelCompatibility> models) {
    ModelCompatibility exact = models.get(model);
    return exact != null
        ? List.of(exact)
        : models.values().stream()
            .filter(
                candidate ->
                    candidate.getModelId().equalsIgnoreCase(model)
                        || candidate.getMlModelName().equalsIgnoreCase(model)
                        || candidate.getDisplayName().equalsIgnoreCase(model))
            .toList();
  }

  private String unknown(SortedMap<String, ModelCompatibility> models) {
    String part = model.toLowerCase(Locale.ROOT);
    TreeSet<String> meant = new TreeSet<>();
    models.values().stream()
        .filter(
            candidate ->
                candidate.getModelId().contains(part)
                    || candidate.getMlModelName().toLowerCase(Locale.ROOT).contains(part))
        .limit(SUGGESTIONS)
        .forEach(candidate -> meant.add(candidate.getModelId()));
    if (meant.isEmpty()) {
      Nearest.of(models.keySet(), part).ifPresent(meant::add);
    }
    return "There is no model '%s'.%s 'boardstream matrix' lists all."
        .formatted(model, meant.isEmpty() ? "" : " Did you mean " + String.join(", ", meant) + "?");
  }
}
