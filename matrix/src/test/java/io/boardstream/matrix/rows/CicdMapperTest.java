package io.boardstream.matrix.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.CicdRun;
import io.boardstream.avro.FactVersion;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CicdMapperTest {

  private static final FactVersion VERSION = new FactVersion(0L, 42L);

  private final CicdMapper mapper = new CicdMapper("postgres");

  @Test
  void idsAreTheSameTextWhateverTypeTheyCameAs() {
    assertThat(id(7L)).isEqualTo(id("7")).isEqualTo(id("7.0")).isEqualTo(id(7.0)).contains("7");
    assertThat(id("35942438708-0")).contains("35942438708-0");
    assertThat(id(null)).isEmpty();
    assertThat(id("x".repeat(1_001))).isEmpty();
  }

  private static Optional<String> id(Object value) {
    Map<String, Object> columns = new HashMap<>();
    columns.put("benchmark_run_id", value);
    return CicdMapper.id(columns, "benchmark_run_id");
  }

  /** As {@code device_info->>'device_name'} says it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"device_name\": \"P150X4\", \"n\": {\"device_name\": 1}} | P150X4",
        "{\"n\": [{\"device_name\": 1}], \"device_name\": \"n300\"} | n300",
        "{\"device_name\": \"a\", \"device_name\": \"b\"} | b",
        "{\"device_name\": 1.50} | 1.50",
        "{\"device_name\": true} | true",
        "{\"device_name\": {\"a\": [1, 2]}, \"b\": 1} | {\"a\": [1, 2]}",
        "{\"device_name\": null} | ",
        "{\"device_name\": \"  \"} | ",
        "{\"other\": 1} | ",
        "[{\"device_name\": 1}] | ",
        "\"device_name\" | ",
        "null | ",
        "`` | ",
      })
  void deviceIsAFieldOfItsJson(String json, String device) {
    assertThat(run(Map.of("benchmark_run_id", 1, "device_info", json)).getDeviceName())
        .isEqualTo(Optional.ofNullable(device));
  }

  @Test
  void largeDeviceInfoIsReadAndOnlyItsNameIsKept() {
    String json = "{\"rest\": \"%s\", \"device_name\": \"n150\"}".formatted("x".repeat(100_000));

    assertThat(run(Map.of("benchmark_run_id", 1, "device_info", json)).getDeviceName())
        .contains("n150");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"device_name\"", "nonsense", "__debezium_unavailable_value"})
  void deviceInfoThatIsNoJsonRejectsTheRun(String json) {
    assertThat(mapper.run(Optional.of(VERSION), Map.of("benchmark_run_id", 1, "device_info", json)))
        .isInstanceOf(MappedFact.Rejected.class);
  }

  @Test
  void minusOneAndNaNAreAbsent() {
    CicdRun run =
        run(
            Map.of(
                "benchmark_run_id", "5.0",
                "input_sequence_length", -1,
                "output_sequence_length", "NaN",
                "batch_size", "32.0",
                "training", "t"));

    assertThat(run.getBenchmarkRunId()).isEqualTo("5");
    assertThat(run.getInputSequenceLength()).isEmpty();
    assertThat(run.getOutputSequenceLength()).isEmpty();
    assertThat(run.getBatchSize()).contains(32L);
    assertThat(run.getTraining()).contains(true);
    assertThat(run.getVersion()).contains(VERSION);
  }

  @Test
  void rowWithoutAnIdentityIsRejected() {
    MappedFact<?> mapped = mapper.pipeline(Optional.of(VERSION), Map.of("name", "On nightly"));

    assertThat(mapped)
        .isInstanceOfSatisfying(
            MappedFact.Rejected.class,
            rejected -> assertThat(rejected.reason()).contains("cicd_pipeline_id", "no identity"));
  }

  private CicdRun run(Map<String, ?> columns) {
    return ((MappedFact.Accepted<CicdRun>) mapper.run(Optional.of(VERSION), columns)).fact();
  }
}
