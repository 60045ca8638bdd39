package io.boardstream.agent.boards;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StrainTest {

  @Test
  void aChipAtTheLowerOfItsTemperatureLimitsIsTooHot() {
    for (String limits :
        new String[] {
          "\"thm_limit\": \"75\", \"therm_trip_l1_limit\": \"83\"",
          "\"thm_limit\": \"110\", \"therm_trip_l1_limit\": \"75\""
        }) {
      assertThat(strain("\"asic_temperature\": \"75.0\"", limits).overTemperature()).isTrue();
      assertThat(strain("\"asic_temperature\": \"75.0\"", limits).reasons())
          .containsExactly("temperature");
      assertThat(strain("\"asic_temperature\": \"74.9\"", limits).overTemperature()).isFalse();
      assertThat(strain("\"asic_temperature\": \"74.9\"", limits).throttling()).isFalse();
    }
  }

  @Test
  void powerAndCurrentAtTheirLimitsThrottle() {
    assertThat(
            strain(
                    "\"power\": \"100.0\", \"current\": \"240.0\"",
                    "\"tdp_limit\": \"100\", \"tdc_limit\": \"240\"")
                .reasons())
        .containsExactly("power", "current");
  }

  @Test
  void whatIsUnknownIsNotSaidToBeFine() {
    Strain strain = strain("\"asic_temperature\": \"90\"", "\"thm_limit\": 0");

    assertThat(strain.throttling()).isNull();
    assertThat(strain.overTemperature()).isNull();
  }

  private static Strain strain(String telemetry, String limits) {
    return Strain.of(
        Boards.parse(
                "{\"device_info\": [{\"telemetry\": {%s}, \"limits\": {%s}}]}"
                    .formatted(telemetry, limits))
            .chips()
            .get(0));
  }
}
