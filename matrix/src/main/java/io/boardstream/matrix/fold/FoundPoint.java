package io.boardstream.matrix.fold;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Check;
import io.boardstream.avro.CheckOutcome;
import io.boardstream.avro.RunOutcome;
import io.boardstream.avro.Tier;
import io.boardstream.matrix.evidence.RunAssembly;
import io.boardstream.matrix.failure.FailureRules;
import io.boardstream.matrix.regression.Packing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one run found, as far as words are followed.
 *
 * @param ran whether it ran or failed; NOTHING when it concludes neither
 * @param accuracy whether its accuracy checks passed
 * @param tiers of {@link #TIERS}, what the checks of each say
 * @param stage the last stage of a failed attempt, from 0; -1 when nobody says one
 * @param category kind of the failure; empty when it did not fail or the rules do not know it
 * @param at when it ended
 */
record FoundPoint(
    Verdict ran,
    Verdict accuracy,
    List<Verdict> tiers,
    int stage,
    String category,
    Optional<Instant> at) {

  /** What evidence says of a question. */
  enum Verdict {
    NOTHING,
    GOOD,
    BAD
  }

  /** Lowest first. */
  static final List<Tier> TIERS = List.of(Tier.FUNCTIONAL, Tier.COMPLETE, Tier.TARGET);

  /** In their order. */
  static final List<String> STAGES =
      List.of("starting", "downloading", "adapting", "compiling", "executing");

  private static final FailureRules CATEGORIES = FailureRules.builtIn();
  private static final List<Verdict> VERDICTS = List.of(Verdict.values());

  static FoundPoint of(BenchmarkRun run) {
    boolean failed = run.getOutcome() == RunOutcome.FAILED;
    return new FoundPoint(
        failed ? Verdict.BAD : run.getOutcome() == RunOutcome.RAN ? Verdict.GOOD : Verdict.NOTHING,
        verdict(run.getChecks().stream().filter(RunAssembly::isAccuracy).toList(), false),
        TIERS.stream()
            .map(
                tier ->
                    verdict(
                        run.getChecks().stream()
                            .filter(check -> check.getTier().equals(Optional.of(tier)))
                            .toList(),
                        true))
            .toList(),
        failed ? run.getStage().map(STAGES::indexOf).orElse(-1) : -1,
        failed
            ? run.getFailure()
                .map(text -> CATEGORIES.diagnose(text).category())
                .filter(category -> !category.isUnknown())
                .map(category -> category.id())
                .orElse("")
            : "",
        run.getEvidence().getPipelineEndedAt().or(() -> run.getEvidence().getEndedAt()));
  }

  /** One that failed decides. Where a tier is checked, only what passed counts for it. */
  private static Verdict verdict(List<Check> checks, boolean allMustPass) {
    Verdict verdict = Verdict.NOTHING;
    for (Check check : checks) {
      CheckOutcome outcome = check.getOutcome();
      if (outcome == CheckOutcome.FAIL || (allMustPass && outcome == CheckOutcome.UNKNOWN)) {
        return Verdict.BAD;
      }
      if (outcome == CheckOutcome.PASS) {
        verdict = Verdict.GOOD;
      }
    }
    return verdict;
  }

  byte[] pack() {
    return Packing.pack(
        out -> {
          out.writeByte(VERDICTS.indexOf(ran));
          out.writeByte(VERDICTS.indexOf(accuracy));
          for (Verdict tier : tiers) {
            out.writeByte(VERDICTS.indexOf(tier));
          }
          out.writeByte(stage);
          out.writeUTF(category);
          out.writeBoolean(at.isPresent());
          if (at.isPresent()) {
            Packing.time(out, at.get());
          }
        });
  }

  static FoundPoint unpack(byte[] bytes) {
    return Packing.unpack(
        bytes,
        in ->
            new FoundPoint(
                VERDICTS.get(in.readByte()),
                VERDICTS.get(in.readByte()),
                List.of(
                    VERDICTS.get(in.readByte()),
                    VERDICTS.get(in.readByte()),
                    VERDICTS.get(in.readByte())),
                in.readByte(),
                in.readUTF(),
                in.readBoolean() ? Optional.of(Packing.time(in)) : Optional.empty()));
  }
}
