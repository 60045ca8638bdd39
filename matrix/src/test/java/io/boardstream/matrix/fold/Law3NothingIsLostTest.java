package io.boardstream.matrix.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.fold.Law1PureFunctionOfTheFactsTest.Version;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.rows.RowMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Law 3: every row is applied, rejected with a reason, or filtered by a named rule. */
final class Law3NothingIsLostTest {

  @Property(tries = 1000)
  void everyFactOfAModelIsInARunAndAllOthersAreFiltered(
      @ForAll("histories") List<Version> history) {
    BatchMatrix batch = new BatchMatrix(Catalogue.builtIn(), FoldedTables.RULES);
    int applied = 0;
    int numbers = 0;
    for (BenchmarkRow row : Law1PureFunctionOfTheFactsTest.surviving(history)) {
      boolean isApplied = batch.add(row);
      assertThat(isApplied).isEqualTo(row.getMlModelName().isPresent());
      applied += isApplied ? 1 : 0;
      numbers += isApplied && row.getMetricName().isPresent() ? 1 : 0;
    }

    assertThat(batch.runs().values().stream().mapToInt(Law3NothingIsLostTest::numbers).sum())
        .isEqualTo(numbers);
    assertThat(batch.models().isEmpty()).isEqualTo(applied == 0);
  }

  @Property(tries = 1000)
  void whateverTheColumnsHoldTheRowIsUsableOrRejectedWithARuleAndAReason(
      @ForAll("columns") Map<String, String> columns) {
    MappedRow mapped = new RowMapper("csv").map("1", Optional.empty(), columns);

    if (mapped instanceof MappedRow.Rejected rejected) {
      assertThat(rejected.rule()).startsWith("row.");
      assertThat(rejected.reason()).isNotBlank();
    } else if (mapped instanceof MappedRow.Accepted accepted) {
      assertThat(RowMapper.check(accepted.row())).isEmpty();
    }
  }

  private static int numbers(BenchmarkRun run) {
    return run.getMeasurements().size() + run.getTargets().size() + run.getChecks().size();
  }

  @Provide
  static Arbitrary<List<Version>> histories() {
    return Law1PureFunctionOfTheFactsTest.histories();
  }

  @Provide
  static Arbitrary<Map<String, String>> columns() {
    Arbitrary<String> values =
        Arbitraries.oneOf(
            Arbitraries.of(
                "",
                " ",
                "NaN",
                "-1",
                "-2",
                "128.0",
                "1.5",
                "1e999",
                "1e-999",
                "inf",
                "x",
                "2026-03-01T04:00:00Z",
                "2026-03-01 04:00:00+00",
                "9999999-01-01",
                "\0",
                "\uD800"),
            Arbitraries.strings().ofMaxLength(20));
    return values
        .list()
        .ofSize(RowMapper.COLUMNS.size())
        .map(
            list -> {
              Map<String, String> columns = new HashMap<>();
              for (int i = 0; i < list.size(); i++) {
                columns.put(RowMapper.COLUMNS.get(i), list.get(i));
              }
              return columns;
            });
  }
}
