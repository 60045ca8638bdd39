package io.boardstream.site;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.boardstream.avro.Board;
import io.boardstream.avro.BoardTelemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A board as it is now. What is not known is left out.
 *
 * @param health healthy, throttling, over temperature, DRAM not trained, silent (no telemetry for
 *     two minutes), no telemetry, or vanished
 * @param reasons why it throttles
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BoardLine(
    String key,
    String host,
    @JsonProperty("device_id") @Nullable String deviceId,
    @JsonProperty("board_type") @Nullable String boardType,
    @Nullable String side,
    @Nullable String architecture,
    @JsonProperty("board_id") @Nullable String boardId,
    @Nullable String coords,
    boolean remote,
    boolean present,
    boolean simulated,
    String since,
    @JsonProperty("dram_trained") @Nullable Boolean dramTrained,
    @JsonProperty("dram_speed") @Nullable String dramSpeed,
    @JsonProperty("pcie_generation") @Nullable Integer pcieGeneration,
    @JsonProperty("pcie_width") @Nullable Integer pcieWidth,
    @Nullable String driver,
    Map<String, String> firmwares,
    List<String> sources,
    @JsonProperty("agent_version") String agentVersion,
    String health,
    List<String> reasons,
    @Nullable Sample telemetry) {

  /** Longer than any interval at which agents are told to look. */
  private static final Duration SILENCE = Duration.ofMinutes(2);

  /** The newest telemetry, with the limits that it is kept within. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Sample(
      @JsonProperty("sampled_at") String sampledAt,
      @JsonProperty("voltage_v") @Nullable Double voltage,
      @JsonProperty("current_a") @Nullable Double current,
      @JsonProperty("current_limit_a") @Nullable Double currentLimit,
      @JsonProperty("power_w") @Nullable Double power,
      @JsonProperty("power_limit_w") @Nullable Double powerLimit,
      @JsonProperty("board_power_w") @Nullable Double boardPower,
      @JsonProperty("aiclk_mhz") @Nullable Double clock,
      @JsonProperty("aiclk_limit_mhz") @Nullable Double clockLimit,
      @JsonProperty("asic_temperature_c") @Nullable Double temperature,
      @JsonProperty("temperature_limit_c") @Nullable Double temperatureLimit,
      @JsonProperty("vreg_temperature_c") @Nullable Double vregTemperature,
      @JsonProperty("fan_speed") @Nullable Double fan,
      @JsonProperty("thermal_trips") @Nullable Long trips) {

    static Sample of(BoardTelemetry telemetry) {
      var limits = telemetry.getLimits();
      return new Sample(
          telemetry.getSampledAt().toString(),
          telemetry.getVoltageV().orElse(null),
          telemetry.getCurrentA().orElse(null),
          limits.getCurrentA().orElse(null),
          telemetry.getPowerW().orElse(null),
          limits.getPowerW().orElse(null),
          telemetry.getBoardPowerW().orElse(null),
          telemetry.getAiclkMhz().orElse(null),
          limits.getAiclkMhz().orElse(null),
          telemetry.getAsicTemperatureC().orElse(null),
          lower(limits.getThermalC().orElse(null), limits.getThermalTripC().orElse(null)),
          telemetry.getVregTemperatureC().orElse(null),
          telemetry.getFanSpeed().orElse(null),
          telemetry.getThermalTrips().orElse(null));
    }

    /** At the lower of both the chip slows down, at the other it shuts down. */
    private static @Nullable Double lower(@Nullable Double one, @Nullable Double other) {
      if (one == null || other == null) {
        return one == null ? other : one;
      }
      return Math.min(one, other);
    }
  }

  static BoardLine of(Board board, @Nullable BoardTelemetry telemetry, Instant now) {
    return new BoardLine(
        board.getBoardKey(),
        board.getHost(),
        board.getDeviceId().orElse(null),
        board.getBoardType().orElse(null),
        board.getSide().orElse(null),
        board.getArchitecture().orElse(null),
        board.getBoardId().orElse(null),
        board.getCoords().orElse(null),
        board.getRemote(),
        board.getPresent(),
        board.getSimulated(),
        board.getSince().toString(),
        board.getDramTrained().orElse(null),
        board.getDramSpeed().orElse(null),
        board.getPcieGeneration().orElse(null),
        board.getPcieWidth().orElse(null),
        board.getDriver().orElse(null),
        board.getFirmwares(),
        board.getSources(),
        board.getAgentVersion(),
        health(board, telemetry, now),
        telemetry == null ? List.of() : telemetry.getThrottleReasons(),
        telemetry == null ? null : Sample.of(telemetry));
  }

  private static String health(Board board, @Nullable BoardTelemetry telemetry, Instant now) {
    if (!board.getPresent()) {
      return "vanished";
    }
    if (telemetry == null) {
      return "no telemetry";
    }
    if (telemetry.getSampledAt().isBefore(now.minus(SILENCE))) {
      return "silent";
    }
    if (telemetry.getOverTemperature().orElse(false)) {
      return "over temperature";
    }
    if (telemetry.getThrottling().orElse(false)) {
      return "throttling";
    }
    return board.getDramTrained().orElse(true) ? "healthy" : "DRAM not trained";
  }
}
