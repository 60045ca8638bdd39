package io.boardstream.agent.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.agent.runner.Stage;
import io.boardstream.matrix.catalogue.CatalogueException;
import io.boardstream.matrix.catalogue.CatalogueText;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FrontendsTest {

  @Test
  void aHostDeclaresItsOwnBesideTheBuiltInOne() {
    Frontends frontends =
        Frontends.builtIn()
            .plus(
                text(
                    """
                    frontends:
                      - name: mine
                        command: [/opt/run, '--file={model}', '{options}', '{device}']
                        environment: {THREADS: 4}
                        devices: [n150, n300]
                        ladder:
                          - options: {}
                          - {level: 1, options: {b: 2, a: x y}}
                        limits: {compiling-s: 60, memory-mib: 100}
                    """));

    Frontend mine = frontends.find("mine").orElseThrow();

    assertThat(frontends.names()).containsExactlyInAnyOrder("onnx-cpu", "mine");
    assertThat(mine.limits().stages()).isEqualTo(Map.of(Stage.COMPILING, Duration.ofSeconds(60)));
    assertThat(mine.limits().memoryBytes()).isEqualTo(100 << 20);
    assertThat(mine.environment()).isEqualTo(Map.of("THREADS", "4"));
    assertThat(mine.command(Map.of("model", "/m", "device", "n150"), mine.ladder().get(1)))
        .containsExactly("/opt/run", "--file=/m", "--option", "a=x y", "--option", "b=2", "n150");
  }

  @Test
  void whatAJobNamesStaysInOneArgumentAndIsNotFilledAgain() {
    Frontend mine = one("command: [run, '--model={model}']");

    assertThat(mine.command(Map.of("model", "{device} $(rm -rf /); --x"), mine.ladder().get(0)))
        .containsExactly("run", "--model={device} $(rm -rf /); --x");
  }

  @Test
  void aWrongDeclarationIsRefusedWithItsLine() {
    assertThatThrownBy(() -> one("command: [run, '{secret}']"))
        .isInstanceOf(CatalogueException.class)
        .hasMessageContaining("line 3")
        .hasMessageContaining("{secret}");
    assertThatThrownBy(() -> one("environment: {}"))
        .isInstanceOf(CatalogueException.class)
        .hasMessageContaining("command");
    assertThatThrownBy(() -> one("command: [run]\n    limits: {memory-mib: lots}"))
        .isInstanceOf(CatalogueException.class)
        .hasMessageContaining("whole number");
    assertThatThrownBy(() -> one("command: [run]\n    shell: yes"))
        .isInstanceOf(CatalogueException.class)
        .hasMessageContaining("shell");
  }

  private static Frontend one(String rest) {
    return Frontends.builtIn()
        .plus(text("frontends:\n  - name: one\n    " + rest + "\n"))
        .find("one")
        .orElseThrow();
  }

  private static CatalogueText text(String yaml) {
    return new CatalogueText("frontends.yaml", yaml);
  }
}
