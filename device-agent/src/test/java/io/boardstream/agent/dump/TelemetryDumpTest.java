package io.boardstream.agent.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.agent.boards.BoardException;
import io.boardstream.agent.boards.DeviceNames;
import io.boardstream.agent.boards.Discovery;
import io.boardstream.agent.boards.Sighting;
import io.boardstream.agent.boards.TtSmiJson;
import io.boardstream.matrix.catalogue.Catalogue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TelemetryDumpTest {

  private static final DeviceNames NAMES = new DeviceNames(Catalogue.builtIn());

  @TempDir Path folder;

  @Test
  void eachBoardHasAFileAndASheetWithTheColumnsAndUnitsOfTtSmi() throws IOException {
    try (TelemetryDump dump = new TelemetryDump(folder.resolve("dump"))) {
      dump.add(0.502691, sighting("41.0"));
      dump.add(1.004782, sighting("40.8"));

      assertThat(dump.looks()).isEqualTo(2);
    }

    assertThat(Files.readString(folder.resolve("dump/0000-01-00.0.csv")))
        .isEqualTo(
            """
            "Timestamp (s)","Core Voltage (V)","AICLK (MHz)","ARCCLK (MHz)","AXICLK (MHz)","Core Current (A)","Core Power (W)","Core Temp (°C)","VREG Temp (°C)","Inlet Temp (°C)","Outlet Temp 1 (°C)","Outlet Temp 2 (°C)"
            0.502691,0.8,810,540,900,47,37,41,43,0,,
            1.004782,0.8,810,540,900,47,37,40.8,43,0,,
            """
                .replace("\n", "\r\n"));
    assertThat(folder.resolve("dump/b1-0.csv")).exists();
    assertThat(Files.readString(folder.resolve("dump/snapshot.json"))).contains("simulated");
    try (InputStream file = Files.newInputStream(folder.resolve("dump/telemetry.xlsx"));
        XSSFWorkbook workbook = new XSSFWorkbook(file)) {
      Sheet sheet = workbook.getSheet("0000-01-00.0");
      assertThat(sheet.getRow(0).getCell(7).getStringCellValue()).isEqualTo("Core Temp (°C)");
      Row last = sheet.getRow(2);
      assertThat(last.getCell(0).getNumericCellValue()).isEqualTo(1.004782);
      assertThat(last.getCell(7).getNumericCellValue()).isEqualTo(40.8);
      assertThat(last.getCell(10)).as("not told").isNull();
      Row about = workbook.getSheet("Boards").getRow(1);
      assertThat(about.getCell(1).getStringCellValue()).isEqualTo("h/0000:01:00.0");
      assertThat(about.getCell(5).getBooleanCellValue()).as("simulated").isTrue();
    }
  }

  @Test
  void aFolderWithADumpIsNotWrittenOver() {
    TelemetryDump dump = new TelemetryDump(folder);
    dump.add(1, sighting("41.0"));
    dump.close();
    dump.close();

    assertThatThrownBy(() -> new TelemetryDump(folder))
        .isInstanceOf(BoardException.class)
        .hasMessageContaining("has a dump already");
  }

  private static Sighting sighting(String temperature) {
    String telemetry =
        """
        {"voltage": "0.80", "aiclk": " 810", "arcclk": " 540", "axiclk": " 900", "current": " 47.0", "power": " 37.0",
         "asic_temperature": "%s", "vreg_temperature": "43", "inlet_temperature": "0"}"""
            .formatted(temperature);
    String json =
        """
        {"host_info": {"Hostname": "h"}, "simulated": true, "device_info": [
          {"board_info": {"bus_id": "0000:01:00.0", "board_type": "e150"}, "telemetry": %1$s},
          {"board_info": {"bus_id": "N/A", "board_id": "b1"}, "telemetry": %1$s}]}"""
            .formatted(telemetry);
    return Discovery.of(
        new TtSmiJson(NAMES).parse(json, "the test"), NAMES, Instant.parse("2026-11-20T12:00:00Z"));
  }
}
