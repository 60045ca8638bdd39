package io.boardstream.agent.telemetry;

import io.boardstream.agent.boards.Chip;
import io.boardstream.agent.boards.FoundBoard;
import io.boardstream.agent.boards.Limit;
import io.boardstream.agent.boards.Quantity;
import io.boardstream.agent.boards.Reading;
import io.boardstream.agent.boards.Source;
import io.boardstream.agent.boards.Strain;
import io.boardstream.avro.Board;
import io.boardstream.avro.BoardLimits;
import io.boardstream.avro.BoardTelemetry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Boards and what they measure, as records of the contract. */
final class BoardRecords {

  private BoardRecords() {}

  /** A board that is there, since this moment. */
  static Board board(
      FoundBoard board, @Nullable String driver, Instant since, String agentVersion) {
    Chip.Identity identity = board.chip().identity();
    Chip.Condition condition = board.chip().condition();
    return Board.newBuilder()
        .setBoardKey(board.key())
        .setHost(board.host())
        .setBusId(identity.busId())
        .setBoardId(identity.boardId())
        .setPosition(board.position())
        .setRemote(identity.isRemote())
        .setBoardType(identity.type())
        .setSide(identity.side())
        .setDeviceId(board.deviceId())
        .setArchitecture(board.architecture())
        .setAsicId(identity.asicId())
        .setCoords(identity.coords())
        .setDeviceNode(identity.node())
        .setDramTrained(condition.dramTrained())
        .setDramSpeed(condition.dramSpeed())
        .setPcieGeneration(condition.pcieGeneration())
        .setPcieWidth(condition.pcieWidth())
        .setDriver(driver)
        .setFirmwares(Map.copyOf(board.chip().firmwares()))
        .setOthers(Map.copyOf(board.chip().origin().others()))
        .setSources(sources(board.chip().origin().sources()))
        .setPresent(true)
        .setSince(micros(since))
        .setAgentVersion(agentVersion)
        .setSimulated(board.isSimulated())
        .build();
  }

  static BoardTelemetry telemetry(FoundBoard board, Instant at) {
    Reading reading = board.chip().reading();
    Strain strain = Strain.of(board.chip());
    return BoardTelemetry.newBuilder()
        .setBoardKey(board.key())
        .setHost(board.host())
        .setSampledAt(micros(at))
        .setDeviceId(board.deviceId())
        .setArchitecture(board.architecture())
        .setVoltageV(reading.value(Quantity.VOLTAGE))
        .setCurrentA(reading.value(Quantity.CURRENT))
        .setPowerW(reading.value(Quantity.POWER))
        .setBoardPowerW(reading.value(Quantity.BOARD_POWER))
        .setAiclkMhz(reading.value(Quantity.AICLK))
        .setArcclkMhz(reading.value(Quantity.ARCCLK))
        .setAxiclkMhz(reading.value(Quantity.AXICLK))
        .setAsicTemperatureC(reading.value(Quantity.ASIC_TEMPERATURE))
        .setVregTemperatureC(reading.value(Quantity.VREG_TEMPERATURE))
        .setInletTemperatureC(reading.value(Quantity.INLET_TEMPERATURE))
        .setOutlet1TemperatureC(reading.value(Quantity.OUTLET_1_TEMPERATURE))
        .setOutlet2TemperatureC(reading.value(Quantity.OUTLET_2_TEMPERATURE))
        .setFanSpeed(reading.value(Quantity.FAN_SPEED))
        .setHeartbeat(reading.heartbeat())
        .setThermalTrips(reading.thermalTrips())
        .setLimits(limits(board.chip().limits()))
        .setThrottling(strain.throttling())
        .setThrottleReasons(strain.reasons())
        .setOverTemperature(strain.overTemperature())
        .setOthers(Map.copyOf(reading.others()))
        .setSources(sources(board.chip().origin().sources()))
        .setSimulated(board.isSimulated())
        .build();
  }

  private static BoardLimits limits(Map<Limit, Double> limits) {
    return BoardLimits.newBuilder()
        .setVddMinV(limits.get(Limit.VDD_MIN))
        .setVddMaxV(limits.get(Limit.VDD_MAX))
        .setPowerW(limits.get(Limit.POWER))
        .setCurrentA(limits.get(Limit.CURRENT))
        .setAiclkMhz(limits.get(Limit.AICLK))
        .setThermalC(limits.get(Limit.THERMAL))
        .setThermalTripC(limits.get(Limit.THERMAL_TRIP))
        .setBusPeak(limits.get(Limit.BUS_PEAK))
        .setFanRpm(limits.get(Limit.FAN))
        .setBoardPowerW(limits.get(Limit.BOARD_POWER))
        .build();
  }

  private static List<String> sources(Collection<Source> sources) {
    return sources.stream().map(Source::toString).sorted().toList();
  }

  static Instant micros(Instant at) {
    return at.truncatedTo(ChronoUnit.MICROS);
  }
}
