package io.boardstream.producers.ci;

import io.boardstream.producers.ci.JUnitReport.Result;
import io.boardstream.producers.ci.JUnitReport.Test;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a test of a compiler says of a model on a device.
 *
 * <p>Evidence are only tests of whole models. A pass counts when the report says that the model was
 * executed on the device; a failure counts, a skip and an error of the surroundings do not: the
 * model was not tried.
 *
 * @param model as the test names it
 * @param device as the report or the machine's labels name it; null when neither does
 * @param status {@code passed} or {@code failed}
 * @param failure why it failed, and how far it came; null for a pass
 * @param training whether it trains the model
 */
record ModelTest(
    String model,
    @Nullable String device,
    String status,
    @Nullable String failure,
    boolean training) {

  private static final Pattern BRING_UP = Pattern.compile("'bringup_status': '([A-Z_]+)'");
  private static final Pattern DEPTH =
      Pattern.compile("'compile_depth': '(?:CompileDepth\\.)?([A-Z_]+)'");
  private static final Pattern PARAMETERS = Pattern.compile("\\[(.*)]");
  private static final int MAX_FAILURE = 900;

  /** Why a test is no evidence. */
  enum Unused {
    NOT_OF_A_MODEL("of no model as a whole"),
    SKIPPED("skipped"),
    SURROUNDINGS("failed outside of the test"),
    NOT_EXECUTED("passed without saying that the model was executed"),
    UNDECIDED("with an undecided bring-up status");

    private final String words;

    Unused(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** Why the test is no evidence; empty when it is. */
  static Optional<Unused> unused(Test test) {
    if (property(test, "model_name").isEmpty() || property(test, "op_name").isPresent()) {
      return Optional.of(Unused.NOT_OF_A_MODEL);
    }
    Optional<String> bringUp = bringUp(test);
    if (bringUp.isPresent()) {
      return isFailure(bringUp.get()) || bringUp.get().equals("PASSED")
          ? Optional.empty()
          : Optional.of(Unused.UNDECIDED);
    }
    return switch (test.result()) {
      case SKIPPED -> Optional.of(Unused.SKIPPED);
      case ERROR -> Optional.of(Unused.SURROUNDINGS);
      case FAILED -> Optional.empty();
      case PASSED ->
          depth(test).filter("EXECUTE"::equals).isPresent()
              ? Optional.empty()
              : Optional.of(Unused.NOT_EXECUTED);
    };
  }

  /** What the test says; it must not be {@link #unused}. */
  static ModelTest of(Test test, CiJob job, Predicate<String> isDevice) {
    Optional<String> bringUp = bringUp(test);
    boolean failed = bringUp.map(ModelTest::isFailure).orElse(test.result() == Result.FAILED);
    return new ModelTest(
        property(test, "model_name").orElseThrow(),
        device(test, job, isDevice).orElse(null),
        failed ? "failed" : "passed",
        failed ? failure(test, bringUp) : null,
        isTraining(test));
  }

  private static Optional<String> device(Test test, CiJob job, Predicate<String> isDevice) {
    return property(test, "card").or(() -> job.labels().stream().filter(isDevice).findFirst());
  }

  private static String failure(Test test, Optional<String> bringUp) {
    String message =
        property(test, "error_message").orElse(test.message()).lines().findFirst().orElse("");
    String depth = depth(test).map(reached -> "reached " + reached).orElse("");
    String text =
        List.of(bringUp.orElse(depth), message).stream()
            .filter(part -> !part.isBlank())
            .reduce((first, second) -> first + ": " + second)
            .orElse("failed");
    return text.length() <= MAX_FAILURE ? text : text.substring(0, MAX_FAILURE) + "…";
  }

  private static boolean isFailure(String bringUp) {
    return bringUp.startsWith("FAILED") || bringUp.equals("INCORRECT_RESULT");
  }

  /** The parameters of a test end in train or eval where it can do both. */
  private static boolean isTraining(Test test) {
    Matcher parameters = PARAMETERS.matcher(test.name());
    return parameters.find()
        && List.of(parameters.group(1).toLowerCase(Locale.ROOT).split("-", -1)).stream()
            .anyMatch(word -> word.equals("train") || word.equals("training"));
  }

  private static Optional<String> bringUp(Test test) {
    return property(test, "tags").flatMap(tags -> first(BRING_UP, tags));
  }

  private static Optional<String> depth(Test test) {
    return property(test, "achieved_compile_depth")
        .or(() -> property(test, "config").flatMap(config -> first(DEPTH, config)));
  }

  private static Optional<String> first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static Optional<String> property(Test test, String name) {
    return Optional.ofNullable(test.properties().get(name)).filter(value -> !value.isBlank());
  }
}
