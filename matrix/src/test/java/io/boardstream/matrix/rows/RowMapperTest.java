package io.boardstream.matrix.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.FactVersion;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RowMapperTest {

  private static final FactVersion VERSION = new FactVersion(0L, 42L);

  private final RowMapper mapper = new RowMapper("postgres");

  @Test
  void allColumnsAreMapped() {
    Map<String, Object> columns = new HashMap<>();
    columns.put("github_pipeline_id", "12890516473");
    columns.put("pipeline_end_ts", "2025-01-21T16:28:29Z");
    columns.put("ml_model_name", "Llama-3.1-8B-Instruct");
    columns.put("device_name", "P150X4");
    columns.put("isl", 128);
    columns.put("osl", 128.0);
    columns.put("batch_size", "32.0");
    columns.put("precision", "BF16");
    columns.put("benchmark_run_id", "35942438708-0");
    columns.put("step_name", "benchmark");
    columns.put("metric_name", "mean_ttft_ms");
    columns.put("metric_value", 597.1);
    columns.put("run_type", "ignored");
    columns.put("github_job_id", 35942438708.0);
    columns.put("github_link", " https://github.com/tenstorrent/tt-shield/actions/runs/1 ");
    columns.put("git_repo_name", "tt-shield");
    columns.put("git_branch_name", "main");
    columns.put("git_commit_hash", "9c6ee86");
    columns.put("run_end_ts", "2025-01-21 16:20:00+00");
    columns.put("training", "t");
    columns.put("metric_target", "600");
    columns.put("run_status", "success");
    columns.put("failure", " ");
    columns.put("reproduce", "pytest -k llama");
    columns.put("origin", "nightly.csv sha256:ab #7");

    BenchmarkRow row = accepted(mapper.map("7", Optional.of(VERSION), columns));

    assertThat(row)
        .isEqualTo(
            new BenchmarkRow(
                "postgres",
                "7",
                VERSION,
                "12890516473",
                Instant.parse("2025-01-21T16:28:29Z"),
                "Llama-3.1-8B-Instruct",
                "P150X4",
                128L,
                128L,
                32L,
                "BF16",
                "35942438708-0",
                "benchmark",
                "mean_ttft_ms",
                597.1,
                "35942438708",
                "https://github.com/tenstorrent/tt-shield/actions/runs/1",
                "tt-shield",
                "main",
                "9c6ee86",
                Instant.parse("2025-01-21T16:20:00Z"),
                true,
                600.0,
                "success",
                null,
                "pytest -k llama",
                "nightly.csv sha256:ab #7",
                null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "ftp://example.org/x",
        "https://",
        "https://example.org/a b",
        "https://example.org/\"onclick=",
        "example.org"
      })
  void whatIsNoWebAddressIsRejected(String link) {
    MappedRow row = mapper.map("7", Optional.empty(), Map.of("github_link", link));

    assertThat(row).isInstanceOf(MappedRow.Rejected.class);
    assertThat(((MappedRow.Rejected) row).rule()).isEqualTo(RowMapper.RULE_LINK);
    assertThat(((MappedRow.Rejected) row).reason()).contains("github_link");
  }

  @Test
  void whatIsNeitherTrueNorFalseIsRejected() {
    MappedRow row = mapper.map("7", Optional.empty(), Map.of("training", "perhaps"));

    assertThat(row).isInstanceOf(MappedRow.Rejected.class);
    assertThat(((MappedRow.Rejected) row).rule()).isEqualTo(RowMapper.RULE_TRUTH);
  }

  @Test
  void rowsWithoutAnythingAreAccepted() {
    BenchmarkRow row = accepted(mapper.map("7", Optional.empty(), Map.of()));

    assertThat(row.getMlModelName()).isEmpty();
    assertThat(row.getMetricValue()).isEmpty();
    assertThat(row.getVersion()).isEmpty();
  }

  static Stream<Arguments> counts() {
    return Stream.of(
        Arguments.of(128, 128L),
        Arguments.of(128L, 128L),
        Arguments.of((short) 128, 128L),
        Arguments.of(128.0, 128L),
        Arguments.of(128.0f, 128L),
        Arguments.of("128.0", 128L),
        Arguments.of(" 128 ", 128L),
        Arguments.of("1.28e2", 128L),
        Arguments.of(new BigDecimal("128.000"), 128L),
        Arguments.of(new BigInteger("128"), 128L),
        Arguments.of("9223372036854775807", Long.MAX_VALUE),
        Arguments.of(0, 0L),
        Arguments.of("0e999999999", 0L),
        Arguments.of("-0.0", 0L),
        Arguments.of(-1, null),
        Arguments.of("-1.0", null),
        Arguments.of(Double.NaN, null),
        Arguments.of("NaN", null),
        Arguments.of("nan", null),
        Arguments.of(" ", null),
        Arguments.of("", null));
  }

  @ParameterizedTest
  @MethodSource("counts")
  void countsComeInManyShapes(Object value, Long expected) {
    for (String column : new String[] {"isl", "osl", "batch_size"}) {
      BenchmarkRow row = accepted(map(column, value));
      assertThat(Optional.ofNullable(row.get(column))).isEqualTo(Optional.ofNullable(expected));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "128.5",
        "-2",
        "-0.5",
        "9223372036854775808",
        "1e300",
        "1e999999999",
        "1e-999999999",
        "1e99999999999",
        "Infinity",
        "-Infinity",
        "many",
        "0x10",
        "128 tokens"
      })
  void countsThatCannotBeAreRejected(String value) {
    MappedRow.Rejected rejected = rejected(map("isl", value));

    assertThat(rejected.rowId()).isEqualTo("7");
    assertThat(rejected.rule()).isEqualTo(RowMapper.RULE_NUMBER);
    assertThat(rejected.reason()).startsWith("isl is '").contains(": ");
  }

  @Test
  void valuesOfOtherKindsAreNoCounts() {
    assertThat(rejected(map("isl", true)).reason()).contains("isl is 'true'", "whole number");
    assertThat(rejected(map("isl", Instant.EPOCH)).rule()).isEqualTo(RowMapper.RULE_NUMBER);
    assertThat(rejected(map("isl", Double.POSITIVE_INFINITY)).reason()).contains("Infinity");
    assertThat(rejected(map("isl", 128.5)).reason()).contains("128.5", "not a whole number");
  }

  static Stream<Arguments> measurements() {
    return Stream.of(
        Arguments.of(597.1, 597.1),
        Arguments.of("597.1", 597.1),
        Arguments.of(0.1f, 0.1),
        Arguments.of(3.4028235e38f, 3.4028235e38),
        Arguments.of(1.4e-45f, 1e-45),
        Arguments.of(2.0e-3f, 0.002),
        Arguments.of(-16777216f, -16777216.0),
        Arguments.of(3, 3.0),
        Arguments.of(-4.5, -4.5),
        Arguments.of(-1, -1.0),
        Arguments.of(0, 0.0),
        Arguments.of(-0.0, 0.0),
        Arguments.of("1e300", 1e300),
        Arguments.of(Double.MIN_VALUE, Double.MIN_VALUE),
        Arguments.of(Double.MAX_VALUE, Double.MAX_VALUE),
        Arguments.of("123456789012345678901234567890", 1.2345678901234568e29),
        Arguments.of(Double.NaN, null),
        Arguments.of(Float.NaN, null),
        Arguments.of("NaN", null),
        Arguments.of("", null));
  }

  @ParameterizedTest
  @MethodSource("measurements")
  void measurementsAreFiniteNumbers(Object value, Double expected) {
    BenchmarkRow row = accepted(map("metric_value", value));

    assertThat(row.getMetricValue()).isEqualTo(Optional.ofNullable(expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Infinity", "-Infinity", "inf", "1E+400", "1E-400", "PASS", "1,5"})
  void measurementsThatCannotBeAreRejected(String value) {
    assertThat(rejected(map("metric_value", value)).reason()).contains("metric_value", value);
  }

  @ParameterizedTest
  @CsvSource({
    "128.0, 128",
    "128, 128",
    "-1.00, -1",
    "12890516473.0, 12890516473",
    "' 128 ', 128",
    "35942438708-0, 35942438708-0",
    "128.5, 128.5",
    "007, 007",
    "1e5, 1e5",
  })
  void idsAreCanonicalText(String value, String expected) {
    assertThat(accepted(map("benchmark_run_id", value)).getBenchmarkRunId()).contains(expected);
    assertThat(accepted(map("github_pipeline_id", value)).getGithubPipelineId()).contains(expected);
  }

  @Test
  void idsThatAreNumbersAreTheirDigits() {
    assertThat(accepted(map("benchmark_run_id", 35942438708.0)).getBenchmarkRunId())
        .contains("35942438708");
    assertThat(accepted(map("benchmark_run_id", 35942438708L)).getBenchmarkRunId())
        .contains("35942438708");
    assertThat(accepted(map("benchmark_run_id", new BigDecimal("128.0"))).getBenchmarkRunId())
        .contains("128");
    assertThat(accepted(map("benchmark_run_id", Double.NaN)).getBenchmarkRunId()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2025-01-21T16:28:29Z, 2025-01-21T16:28:29Z",
    "2025-01-21T16:28:29.123456789Z, 2025-01-21T16:28:29.123456Z",
    "2025-01-21T17:28:29+01:00, 2025-01-21T16:28:29Z",
    "2025-01-21 17:28:29+01, 2025-01-21T16:28:29Z",
    "2025-01-21 21:58:29.5+0530, 2025-01-21T16:28:29.5Z",
    "2025-01-21 16:28:29, 2025-01-21T16:28:29Z",
    "2025-01-21 16:28:29 UTC, 2025-01-21T16:28:29Z",
    "2025-01-21T16:28, 2025-01-21T16:28:00Z",
    "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999Z, 9999-12-31T23:59:59.999999Z",
  })
  void timesAreReadAsSourcesWriteThem(String value, Instant expected) {
    assertThat(accepted(map("pipeline_end_ts", value)).getPipelineEndTs()).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "infinity",
        "-infinity",
        "1969-12-31T23:59:59.999999Z",
        "+10000-01-01T00:00:00Z",
        "294276-12-31 23:59:59+00",
        "2025-02-30T00:00:00Z",
        "2025-01-21",
        "1737476909",
        "yesterday"
      })
  void timesThatCannotBeAreRejected(String value) {
    MappedRow.Rejected rejected = rejected(map("pipeline_end_ts", value));

    assertThat(rejected.rule()).isEqualTo(RowMapper.RULE_TIME);
    assertThat(rejected.reason()).contains("pipeline_end_ts", value, "1970 and 9999");
  }

  @Test
  void instantsHaveTheSameLimits() {
    assertThat(accepted(map("pipeline_end_ts", Instant.EPOCH)).getPipelineEndTs())
        .contains(Instant.EPOCH);
    assertThat(rejected(map("pipeline_end_ts", Instant.MAX)).rule()).isEqualTo(RowMapper.RULE_TIME);
    assertThat(rejected(map("pipeline_end_ts", Instant.MIN)).rule()).isEqualTo(RowMapper.RULE_TIME);
    assertThat(rejected(map("pipeline_end_ts", 1737476909L)).rule()).isEqualTo(RowMapper.RULE_TIME);
  }

  @Test
  void namesStayAsTheyCame() {
    assertThat(accepted(map("ml_model_name", " BGE  large ")).getMlModelName())
        .contains(" BGE  large ");
    assertThat(accepted(map("ml_model_name", "模型 🚀")).getMlModelName()).contains("模型 🚀");
    assertThat(accepted(map("ml_model_name", " \t")).getMlModelName()).isEmpty();
    assertThat(accepted(map("ml_model_name", "x".repeat(1000))).getMlModelName()).isPresent();
  }

  @Test
  void textThatCannotBeKeptIsRejected() {
    assertThat(rejected(map("ml_model_name", "x".repeat(10_000))).reason())
        .contains("longer than 1,000 characters", "10,000")
        .hasSizeLessThan(200);
    assertThat(rejected(map("step_name", "a\0b")).reason())
        .isEqualTo("step_name is 'a?b': holds a NUL character");
    assertThat(rejected(map("step_name", "a\ud800b")).rule()).isEqualTo(RowMapper.RULE_TEXT);
    assertThat(rejected(mapper.map("x".repeat(1001), Optional.empty(), Map.of())).reason())
        .startsWith("the row id is");
  }

  @Test
  void valuesThatTheDatabaseDidNotSendAreRejectedWithTheRemedy() {
    MappedRow.Rejected rejected = rejected(map("step_name", "__debezium_unavailable_value"));

    assertThat(rejected.rule()).isEqualTo(RowMapper.RULE_UNAVAILABLE);
    assertThat(rejected.reason()).contains("REPLICA IDENTITY FULL");
  }

  @Property(tries = 5_000)
  void neverThrowsAndWhatItAcceptsSurvivesTheWire(
      @ForAll String rowId, @ForAll("rows") Map<String, Object> columns) throws Exception {
    MappedRow mapped = mapper.map(rowId, Optional.of(VERSION), columns);

    if (mapped instanceof MappedRow.Accepted accepted) {
      var bytes = new ByteArrayOutputStream();
      BenchmarkRow.getEncoder().encode(accepted.row(), bytes);
      var decoder =
          new BinaryMessageDecoder<GenericRecord>(GenericData.get(), BenchmarkRow.getClassSchema());
      GenericRecord decoded = decoder.decode(bytes.toByteArray());
      for (String column : List.of("row_id", "ml_model_name", "benchmark_run_id", "isl")) {
        assertThat(Objects.toString(decoded.get(column)))
            .isEqualTo(Objects.toString(accepted.row().get(column)));
      }
    } else {
      assertThat(((MappedRow.Rejected) mapped).reason()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<Map<String, Object>> rows() {
    Arbitrary<Object> values =
        Arbitraries.oneOf(
            Arbitraries.strings().map(Object.class::cast),
            Arbitraries.strings().withChars("0123456789-+.eEnaiftyNIZT: ").map(Object.class::cast),
            Arbitraries.doubles().map(Object.class::cast),
            Arbitraries.floats().map(Object.class::cast),
            Arbitraries.longs().map(Object.class::cast),
            Arbitraries.bigDecimals().map(Object.class::cast),
            Arbitraries.bigIntegers().map(Object.class::cast),
            Arbitraries.longs().map(Instant::ofEpochMilli).map(Object.class::cast),
            Arbitraries.of(
                true,
                Double.NaN,
                Float.NEGATIVE_INFINITY,
                Instant.MAX,
                "1e999999999",
                "1e-999999999",
                new BigDecimal(BigInteger.ONE, Integer.MAX_VALUE),
                new BigDecimal(BigInteger.TEN, Integer.MIN_VALUE)));
    return Arbitraries.maps(Arbitraries.of(RowMapper.COLUMNS), values.injectNull(0.1));
  }

  private MappedRow map(String column, Object value) {
    return mapper.map("7", Optional.of(VERSION), Collections.singletonMap(column, value));
  }

  private static BenchmarkRow accepted(MappedRow mapped) {
    assertThat(mapped).isInstanceOf(MappedRow.Accepted.class);
    return ((MappedRow.Accepted) mapped).row();
  }

  private static MappedRow.Rejected rejected(MappedRow mapped) {
    assertThat(mapped).isInstanceOf(MappedRow.Rejected.class);
    return (MappedRow.Rejected) mapped;
  }
}
