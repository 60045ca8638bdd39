package io.boardstream.site;

import io.boardstream.avro.Board;
import io.boardstream.avro.BoardLimits;
import io.boardstream.avro.BoardTelemetry;
import io.boardstream.schemas.ContractClasses;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Boards for tests. */
final class Boards {

  static {
    ContractClasses.trust();
  }

  private Boards() {}

  static Board board(String host, String bus, boolean present) {
    return Board.newBuilder()
        .setBoardKey(host + "/" + bus)
        .setHost(host)
        .setBusId(bus)
        .setRemote(false)
        .setBoardType("n300")
        .setSide("L")
        .setDeviceId("n300")
        .setArchitecture("Wormhole")
        .setDramTrained(true)
        .setDriver("TT-KMD 2.3.0")
        .setFirmwares(Map.of("fw_bundle_version", "19.7.0"))
        .setOthers(Map.of())
        .setSources(List.of("sysfs"))
        .setPresent(present)
        .setSince(Instant.parse("2026-11-01T12:00:00Z"))
        .setAgentVersion("test")
        .setSimulated(true)
        .build();
  }

  static BoardTelemetry telemetry(String key, Instant at, double power, boolean throttling) {
    return BoardTelemetry.newBuilder()
        .setBoardKey(key)
        .setHost(key.substring(0, key.indexOf('/')))
        .setSampledAt(at)
        .setDeviceId("n300")
        .setPowerW(power)
        .setAsicTemperatureC(61.5)
        .setCurrentA(40.0)
        .setAiclkMhz(1000.0)
        .setLimits(
            BoardLimits.newBuilder()
                .setPowerW(160.0)
                .setThermalC(75.0)
                .setThermalTripC(95.0)
                .setAiclkMhz(1000.0)
                .setCurrentA(160.0)
                .build())
        .setThrottling(throttling)
        .setThrottleReasons(throttling ? List.of("power") : List.of())
        .setOthers(Map.of())
        .setSources(List.of("sysfs"))
        .setSimulated(true)
        .build();
  }
}
